/** What every handler receives: the STSs, journal, active scenarios, clock and settings. */
import type { TokenVerifier } from 'helseid-client/verifier'
import type { StsName } from 'helseid-contract'
import type { ClientUses } from '../clients/client-uses.ts'
import type { Registrations } from '../clients/registrations.ts'
import type { TwinClock } from '../clock.ts'
import type { Scrubber } from '../http/secrets.ts'
import type { RefusalLog } from '../journal/control-log.ts'
import type { Counts } from '../journal/counts.ts'
import type { Events } from '../journal/events.ts'
import type { Flows } from '../journal/flows.ts'
import type { Journal } from '../journal/journal.ts'
import type { LimitLog } from '../journal/limit-log.ts'
import type { LogEvent } from '../journal/log.ts'
import type { Tally } from '../journal/metrics.ts'
import type { ReportedOnce } from '../journal/reported-once.ts'
import type { ActiveScenarios } from '../scenarios/active-scenarios.ts'
import type { Once } from '../store/once.ts'
import type { Sts } from '../sts/sts.ts'
import type { Nonces } from '../verdict/nonces.ts'
import type { ControlAccess } from './access.ts'
import type { IssuerWarnings } from './issuer-warnings.ts'
import type { SessionControl } from './session-control.ts'
import type { Waiters } from './waiters.ts'

/** The inner state of a twin or a session. */
export interface Context {
  readonly stses: Readonly<Record<StsName, Sts>>
  /** Clients and APIs of all STSs. */
  readonly registrations: Registrations
  /** When clients and their keys were last used. */
  readonly clientUses: ClientUses
  readonly scenarios: ActiveScenarios
  readonly journal: Journal
  readonly tally: Tally
  /** Counts the requests of this twin or session. */
  readonly counts: Counts
  readonly access: ControlAccess
  readonly clock: TwinClock
  /** The current settings. */
  readonly settings: Settings
  /** When it was created, in epoch milliseconds of real time. */
  readonly startedAt: number
  /** Whether it has no port: it answers requests that are handed to it. */
  readonly inProcess: boolean
  /** Path prefix of a session; empty for a twin. */
  readonly basePath: string
  /** Absent in a session. */
  readonly sessions?: SessionControl
  /** Token verifiers of the twin's own APIs, by STS, API and issuer. */
  readonly verifiers: Map<string, TokenVerifier>
  /** The proofs that these verifiers have seen, as hashes. */
  readonly apiProofs: Once
  /** Nonces of the protected API; the token endpoint has its own (RFC 9449 9). */
  readonly apiNonces: Readonly<Record<StsName, Nonces>>
  /** Withholds every event's secrets and tokens. */
  readonly log: (event: LogEvent) => void
  /** Withholds secrets, the control token among them, from what the twin keeps or prints. */
  readonly scrubber: Scrubber
  /** What the log has said about a client once. */
  readonly reportedOnce: ReportedOnce
  /** Reports a limit that is reached. */
  readonly limitReached: LimitLog
  /** Logs that the control plane refused a caller. */
  readonly controlRefused: RefusalLog
  /** The requests that wait for others. */
  readonly waiters: Waiters
  /** Ties requests that belong together. */
  readonly flows: Flows
  /** What has happened, for the streams of the control plane. */
  readonly events: Events
  /** The open streams of events. */
  readonly streams: Waiters
  readonly newId: () => string
  /** Number of resets so far. A request that arrived in an earlier generation is answered, but leaves the new state alone. */
  readonly generation: number
  /** Warnings about the names in requests. */
  readonly issuerWarnings: IssuerWarnings
  /** Returns to the state at the start. If the store fails, the state in memory does not change. */
  reset(): Promise<void>
  /** Whether the client was registered since the start, or, in a session, configured for the session itself. */
  ownsClient(clientId: string): boolean
}

export interface Settings {
  /** Origin of every issuer. Default: that of the request. */
  readonly issuer?: string | undefined
  /** Adds the reason for a refusal to `error_description`. */
  readonly explainInResponse: boolean
  readonly trustProxy: boolean
  /** Further host names at which the control plane answers without a control token. */
  readonly allowHosts: readonly string[]
  /** Origins of web pages that may use the control plane. */
  readonly allowOrigins: readonly string[]
  /** Further names that the twin serves over TLS. */
  readonly tlsNames: readonly string[]
  /** PEM of the CA that signed the twin's certificates. */
  readonly caCertificate?: string | undefined
}
