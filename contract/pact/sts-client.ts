/** The client that sends the contract's token requests, and its rights. */
import { exampleNames } from '../compose-context.ts'
import type { Jwk } from '../jwk.ts'
import { sampleApi } from '../scopes.ts'

export interface StsClient extends Partial<Rights> {
  readonly clientId: string
  /** Private JWK of a registered key. */
  readonly key: Jwk
}

/** What interactions may need. On a twin, the client is given all of it; at another issuer it must already have it. */
export interface Rights {
  /** API scope granted to the client. */
  readonly scope: string
  /** A second granted scope of the same API. */
  readonly secondScope: string
  /** A granted scope of another API. */
  readonly otherApiScope: string
  /** A scope that exists but is not granted to the client. */
  readonly ungrantedScope: string
  readonly tenancy: 'single-tenant' | 'multi-tenant'
  /** Organisation number that a multi-tenant client may represent. */
  readonly parent: string
  /** Organisation number of a child organisation that the client may name. */
  readonly child: string
  /** UUID of an SFM journal. */
  readonly journalId: string
}

/** The values in the pacts' requests. A client with other rights sends its own instead. */
export const exampleRights = {
  scope: sampleApi.scope,
  secondScope: exampleNames.secondScope,
  otherApiScope: exampleNames.otherApiScope,
  ungrantedScope: exampleNames.ungrantedScope,
  parent: exampleNames.parent,
  child: exampleNames.child,
  journalId: '4b8b8a5e-6f5a-4d0c-9a43-3d6a0b1f2c7d',
} as const

/** A description of each right. */
export const rightWords: Readonly<Record<keyof Rights, string>> = {
  scope: 'an API scope granted to the client',
  secondScope: 'a second granted scope of the same API',
  otherApiScope: 'a granted scope of another API',
  ungrantedScope: 'a scope that exists but is not granted to the client',
  tenancy: 'the client’s tenancy',
  parent: 'an organisation that the client may represent',
  child: 'a child organisation that the client may name',
  journalId: 'an SFM journal id',
}
