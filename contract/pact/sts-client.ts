/** The client as which the contract's token requests are made, and what it has been given. */
import { exampleNames } from '../compose-context.ts'
import type { Jwk } from '../jwk.ts'
import { sampleApi } from '../scopes.ts'

export interface StsClient extends Partial<Rights> {
  readonly clientId: string
  /** Private JWK of a registered key. */
  readonly key: Jwk
}

/** What an interaction may need. A twin gives its client all of it; at another issuer somebody has to have given it. */
export interface Rights {
  /** API scope that the client holds. */
  readonly scope: string
  /** A second one of the same API. */
  readonly secondScope: string
  /** One that it holds, of another API. */
  readonly otherApiScope: string
  /** One that exists and that it does not hold. */
  readonly ungrantedScope: string
  readonly tenancy: 'single-tenant' | 'multi-tenant'
  /** Organisation number that a multi-tenant client may speak for. */
  readonly parent: string
  /** Organisation number of a unit that the client may name. */
  readonly child: string
  /** UUID of an SFM journal. */
  readonly journalId: string
}

/** What the requests in the pacts say; whoever has other rights sends these instead. */
export const exampleRights = {
  scope: sampleApi.scope,
  secondScope: exampleNames.secondScope,
  otherApiScope: exampleNames.otherApiScope,
  ungrantedScope: exampleNames.ungrantedScope,
  parent: exampleNames.parent,
  child: exampleNames.child,
  journalId: '4b8b8a5e-6f5a-4d0c-9a43-3d6a0b1f2c7d',
} as const

/** Each right in words. */
export const rightWords: Readonly<Record<keyof Rights, string>> = {
  scope: 'an API scope that the client holds',
  secondScope: 'a second scope of the same API that the client holds',
  otherApiScope: 'a scope of another API that the client holds',
  ungrantedScope: 'a scope that exists and that the client does not hold',
  tenancy: 'the client’s tenancy',
  parent: 'an organisation that the client may speak for',
  child: 'a unit that the client may name',
  journalId: 'an SFM journal',
}
