/** What may be set on a twin, in code, environment and file alike, and every default. */
import { requireSts, type StsName, stsNames } from 'helseid-contract'
import type { ProfileName, Severity } from 'helseid-contract/rules'
import type { ApiRegistration, ClientRegistration } from '../clients/registration.ts'
import type { LogEvent } from '../journal/log.ts'

export interface MockOptions {
  /** Clients known from the start. */
  readonly clients?: readonly ClientRegistration[]
  /** APIs whose tokens differ from the default; every scope that a client holds is known without. */
  readonly apis?: readonly ApiRegistration[]
  /** How strict the STSs are, for all or by STS or environment name. Default: `today`. */
  readonly profile?: ProfileName | Readonly<Record<string, ProfileName>>
  /** Severities of single rules that differ from the profile's, for all STSs. */
  readonly severity?: Readonly<Record<string, Severity>>
  /** The same for one STS, by STS or environment name. */
  readonly sts?: Readonly<Record<string, { readonly severity?: Readonly<Record<string, Severity>> }>>
  /** Origin of every issuer, whatever name the twin was reached by: `https://idp.example`. Default: the request's origin. */
  readonly issuer?: string
  /** Puts the reason of a refusal into `error_description`, which HelseID does not. Default: false. */
  readonly explainInResponse?: boolean
  /** PEM of the authority behind the twin's certificates, offered at `/_mock/ca.pem`. */
  readonly caCertificate?: string
  /** Takes origin and scheme of a request from `X-Forwarded-Host` and `X-Forwarded-Proto`. Default: false. */
  readonly trustProxy?: boolean
  /** A scenario that acts on everyone from the start: `server-error`, or `slow-answer;seconds=5`. Default: none. */
  readonly scenario?: string
  /** Serves the control plane `/_mock`, and sends the header that links to the verdict. Default: true. */
  readonly control?: boolean
  /** Asked for by the control plane as `Authorization: Bearer …`; at least 8 characters. Default: none is. */
  readonly controlToken?: string
  /** How many requests the journal remembers. Default: 1000. */
  readonly journalLimit?: number
  /** How many bytes of requests, with what the verdicts say of them, the journal remembers. Default: 33554432, 32 MiB. */
  readonly journalBytes?: number
  /** The clock, in epoch milliseconds. Default: `Date.now`. */
  readonly now?: () => number
  /** Random bytes. Default: those of `node:crypto`. */
  readonly randomBytes?: (size: number) => Buffer
  /** Told of every request. Default: nothing is logged. */
  readonly log?: (event: LogEvent) => void
}

export const defaults = {
  host: undefined,
  port: 8080,
  profile: 'today',
  journalLimit: 1000,
  journalBytes: 32 * 1024 * 1024,
  tls: false,
  trustProxy: false,
  explainInResponse: false,
  control: true,
  logFormat: 'text',
  demoClient: true,
} as const

/** The profile of each STS. */
export function profilesOf(profile: MockOptions['profile'] = defaults.profile): Record<StsName, ProfileName> {
  const named = typeof profile === 'string' ? {} : profile
  const fallback = typeof profile === 'string' ? profile : defaults.profile
  const result = Object.fromEntries(stsNames.map((sts) => [sts, fallback])) as Record<StsName, ProfileName>
  for (const [name, value] of Object.entries(named)) result[requireSts(name)] = value
  return result
}
