/** What a request is made for, and what comes of it. */
import type { Jwk } from './jwk.ts'
import type { KeyName } from './recipe.ts'

/** What a recipe's placeholders stand for, and what it is signed with. */
export interface ComposeContext {
  readonly issuer: string
  readonly tokenEndpoint: string
  readonly otherIssuer: string
  readonly clientId: string
  readonly otherClientId: string
  /** Granted; `secondScope` is of the same API, `otherApiScope` of another. */
  readonly scope: string
  readonly secondScope: string
  readonly otherApiScope: string
  /** Known, not granted. */
  readonly ungrantedScope: string
  readonly parent: string
  readonly child: string
  readonly supplier: string
  /** @throws {Error} if the ring lacks the key */
  readonly key: (name: KeyName) => Jwk
  /** Name of the key that signs assertions unless the recipe says otherwise. */
  readonly assertionKey: KeyName
  readonly uuid: () => string
}

/** What is known when one request is made. */
export interface Moment {
  /** Epoch seconds, with a fraction or without. */
  readonly now: number
  readonly nonce: string | undefined
  readonly previous: ComposedRequest | undefined
}

export interface ComposedRequest {
  readonly method: string
  readonly url: string
  /** In order; a name may stand twice. */
  readonly headers: readonly (readonly [string, string])[]
  readonly body: string
  readonly assertion: string
  readonly proof: string
}

/** Names that examples use where none other is asked for; the organisation numbers are NHN's own, as in its samples. */
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
