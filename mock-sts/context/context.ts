/** What every handler of a request is given: the STSs, what came in, the active scenarios, the clock, and how the twin is set. */
import type { TokenVerifier } from 'helseid-client/verifier'
import type { StsName } from 'helseid-contract'
import type { Registrations } from '../clients/registrations.ts'
import type { TwinClock } from '../clock.ts'
import type { Journal } from '../journal/journal.ts'
import type { LogEvent } from '../journal/log.ts'
import type { Tally } from '../journal/metrics.ts'
import type { ActiveScenarios } from '../scenarios/active-scenarios.ts'
import type { Sts } from '../sts/sts.ts'
import type { Nonces } from '../verdict/nonces.ts'
import type { ControlAccess } from './access.ts'
import type { SessionControl } from './session-control.ts'

/** A twin, or a session of it, seen from inside. */
export interface Context {
  readonly stses: Readonly<Record<StsName, Sts>>
  /** Clients and APIs, at every STS. */
  readonly registrations: Registrations
  readonly scenarios: ActiveScenarios
  readonly journal: Journal
  readonly tally: Tally
  readonly access: ControlAccess
  readonly clock: TwinClock
  /** As it is set now. */
  readonly settings: Settings
  /** Path below which everything lies: empty, but for a session. */
  readonly basePath: string
  /** Absent in a session. */
  readonly sessions?: SessionControl
  /** Verifiers of the twin's own APIs, each with its memory of proofs, by STS, API and issuer. */
  readonly verifiers: Map<string, TokenVerifier>
  /** Nonces of the protected API, which are not the token endpoint's (RFC 9449 9). */
  readonly apiNonces: Readonly<Record<StsName, Nonces>>
  readonly log: (event: LogEvent) => void
  readonly newId: () => string
  /** Back to the state at the start. */
  reset(): Promise<void>
  /** Whether a client has been configured here, or registered since: in a session, whether it is the session's own. */
  ownsClient(clientId: string): boolean
}

export interface Settings {
  /** Origin of every issuer. Default: that of the request. */
  readonly issuer?: string | undefined
  /** Puts the reason of a refusal into `error_description`. */
  readonly explainInResponse: boolean
  readonly trustProxy: boolean
  /** PEM of the authority behind the twin's certificates. */
  readonly caCertificate?: string | undefined
}
