/** What a twin needs in addition to its options: issuers, keys and a store. */
import { type StsName, stsEnvironments, stsNames } from 'helseid-contract'
import type { StoredRegistrations } from '../clients/registration-records.ts'
import type { Waiters } from '../context/waiters.ts'
import type { RefusalLog } from '../journal/control-log.ts'
import type { LimitLog } from '../journal/limit-log.ts'
import type { Tally } from '../journal/metrics.ts'
import type { StoredKey } from '../keys/key-records.ts'
import type { SessionKeys } from '../keys/session-keys.ts'
import type { SigningKey } from '../keys/signing-keys.ts'
import type { Store } from '../store/store.ts'

export interface Foundation {
  /** The issuers reported to its owner. */
  readonly issuerOf: (sts: StsName) => string
  /** Default: the committed demo keys. */
  readonly signingKeys?: Readonly<Record<StsName, Promise<SigningKey>>> | undefined
  /** The keys that the store holds at the start, those of `signingKeys` first. Default: none. */
  readonly storedKeys?: Readonly<Record<StsName, readonly StoredKey[]>> | undefined
  /** Source of the sessions' signing keys. Default: the committed demo keys. */
  readonly sessionKeys?: SessionKeys
  /** In a session: the clients that it does not inherit from its twin. */
  readonly ownClients?: readonly string[]
  /** Counts requests. Default: its own tally. */
  readonly tally?: Tally
  /** Reports limits that are reached. Default: its own reports. */
  readonly limitReached?: LimitLog
  /** Logs that the control plane refused a caller. Default: its own log. */
  readonly controlRefused?: RefusalLog
  /** Counts waiting requests. Default: its own counters. */
  readonly waiters?: Waiters
  /** Counts open streams of events. Default: its own counters. */
  readonly streams?: Waiters
  /** In a session: called when its journal grows. */
  readonly onJournalGrown?: () => void
  /** Holds its state. No other twin uses it at the same time. */
  readonly store: Store
  /** The registrations that the store holds at the start. Default: none. */
  readonly stored?: StoredRegistrations | undefined
  /** Further names that the twin serves over TLS. Default: none. */
  readonly tlsNames?: readonly string[] | undefined
  /** True for a twin without a port, and its sessions. */
  readonly inProcess?: boolean | undefined
  /** Path prefix of a session. Default: empty. */
  readonly basePath?: string
}

const realIssuers = Object.fromEntries(stsNames.map((name) => [name, stsEnvironments[name].issuer]))

export function realIssuerOf(sts: StsName): string {
  return realIssuers[sts] as string
}
