/** What composing a request needs, and its result. */
import type { Jwk } from './jwk.ts'
import type { KeyName } from './recipe.ts'

/** The values of a recipe's placeholders, and the keys that sign. */
export interface ComposeContext {
  readonly issuer: string
  readonly tokenEndpoint: string
  readonly otherIssuer: string
  readonly clientId: string
  readonly otherClientId: string
  /** Granted to the client. `secondScope` belongs to the same API, `otherApiScope` to another. */
  readonly scope: string
  readonly secondScope: string
  readonly otherApiScope: string
  /** Known to the STS, but not granted to the client. */
  readonly ungrantedScope: string
  readonly parent: string
  readonly child: string
  readonly supplier: string
  /** @throws {Error} if the ring lacks the key */
  readonly key: (name: KeyName) => Jwk
  /** Name of the key that signs assertions, unless the recipe names another. */
  readonly assertionKey: KeyName
  readonly uuid: () => string
}

/** The state at the time of one request. */
export interface Moment {
  /** Epoch seconds, fractions allowed. */
  readonly now: number
  readonly nonce: string | undefined
  readonly previous: ComposedRequest | undefined
}

export interface ComposedRequest {
  readonly method: string
  readonly url: string
  /** In order; a name may be repeated. */
  readonly headers: readonly (readonly [string, string])[]
  readonly body: string
  readonly assertion: string
  readonly proof: string
}

/** Default names for examples. The organisation numbers are NHN's own, as in its samples. */
export const exampleNames = {
  otherClientId: 'other-client',
  scope: 'nhn:example/a',
  secondScope: 'nhn:example/b',
  otherApiScope: 'nhn:other-example/a',
  ungrantedScope: 'nhn:ungranted/a',
  parent: '994598759',
  child: '983658725',
  supplier: '889640782',
} as const
