/** What a twin stands on that is not a matter of its options. */
import { type StsName, stsEnvironments, stsNames } from 'helseid-contract'
import type { StoredRegistrations } from '../clients/registration-records.ts'
import type { Tally } from '../journal/metrics.ts'
import type { SessionKeys } from '../keys/session-keys.ts'
import type { SigningKey } from '../keys/signing-keys.ts'
import type { Store } from '../store/store.ts'

export interface Foundation {
  /** The issuers that its owner is told. */
  readonly issuerOf: (sts: StsName) => string
  /** Default: the committed demo keys. */
  readonly signingKeys?: Readonly<Record<StsName, Promise<SigningKey>>> | undefined
  /** Where sessions draw theirs from. Default: the committed ones. */
  readonly sessionKeys?: SessionKeys
  /** Clients that a session does not have from the twin that it belongs to. */
  readonly ownClients?: readonly string[]
  /** Where requests are counted. Default: its own tally. */
  readonly tally?: Tally
  /** Where its state is kept. */
  readonly store: Store
  /** What the store holds at the start. Default: nothing. */
  readonly stored?: StoredRegistrations | undefined
  /** Path below which everything lies, for a session. Default: the root. */
  readonly basePath?: string
}

const realIssuers = Object.fromEntries(stsNames.map((name) => [name, stsEnvironments[name].issuer]))

export function realIssuerOf(sts: StsName): string {
  return realIssuers[sts] as string
}
