/** The options of a twin, the same in code, environment and configuration file, with their defaults. */
import { type MetadataVersion, requireSts, type StsName, stsNames } from 'helseid-contract'
import type { ProfileName, Severity } from 'helseid-contract/rules'
import type { ApiRegistration, ClientRegistration } from '../clients/registration.ts'
import type { LogEvent } from '../journal/log.ts'
import { limits } from '../limits.ts'

export interface MockOptions {
  /** Clients registered at the start. Default: none. */
  readonly clients?: readonly ClientRegistration[]
  /** APIs whose tokens differ from the default. Scopes that clients hold need no API here. Default: none. */
  readonly apis?: readonly ApiRegistration[]
  /** How strict the STSs are: one profile for all, or one by STS or environment name. Default: `today`. */
  readonly profile?: ProfileName | Readonly<Record<string, ProfileName>>
  /** The recorded metadata that the STSs publish: one version for all, or one by STS or environment name. Default: `2025-12`. */
  readonly metadata?: MetadataVersion | Readonly<Record<string, MetadataVersion>>
  /** Severities that override the profile’s, by rule id, at every STS. */
  readonly severity?: Readonly<Record<string, Severity>>
  /** The same for single STSs, by STS or environment name. */
  readonly sts?: Readonly<Record<string, { readonly severity?: Readonly<Record<string, Severity>> }>>
  /**
   * Origin of every issuer, such as `https://idp.example`, regardless of the host name of a request. Default: the
   * request’s origin.
   */
  readonly issuer?: string
  /** Adds the reason of a refusal to `error_description`, which HelseID does not do. Default: false. */
  readonly explainInResponse?: boolean
  /** PEM certificate of the authority that issues the twin’s certificates, served at `/_mock/ca.pem`. Default: none. */
  readonly caCertificate?: string
  /** Takes a request’s host and scheme from `X-Forwarded-Host` and `X-Forwarded-Proto`. Default: false. */
  readonly trustProxy?: boolean
  /** Scenario that acts on every request from the start: `server-error`, or `slow-answer;seconds=5`. Default: none. */
  readonly scenario?: string
  /** Serves the control plane `/_mock` and sends the header that links to the verdict. Default: true. */
  readonly control?: boolean
  /**
   * Token that `/_mock` and `/metrics` require as `Authorization: Bearer …`. The test-token service and client drafts then require it, or
   * its `serviceKey`, as their key. 8 to 1024 printable ASCII characters without spaces. Default: none.
   */
  readonly controlToken?: string
  /**
   * Further host names with a dot at which the control plane answers without a control token. The twin's own names need no entry.
   * Default: none.
   */
  readonly allowHosts?: readonly string[]
  /** Origins of web pages that may use the control plane, such as `http://localhost:5173`. Default: none. */
  readonly allowOrigins?: readonly string[]
  /** Number of requests that the journal keeps; at least 1. Older ones are dropped. Default: 1000. */
  readonly journalLimit?: number
  /** Number of bytes that the journal keeps, requests and broken rules together; at least 1. Default: 33554432 (32 MiB). */
  readonly journalBytes?: number
  /** Returns the time in epoch milliseconds. Default: `Date.now`. */
  readonly now?: () => number
  /** Returns random bytes. Default: `randomBytes` of `node:crypto`. */
  readonly randomBytes?: (size: number) => Buffer
  /** Receives every log event. Default: nothing is logged. */
  readonly log?: (event: LogEvent) => void
}

export const defaults = {
  host: undefined,
  port: 8080,
  profile: 'today',
  metadata: '2025-12',
  journalLimit: limits.journalEntries.value,
  journalBytes: limits.journalBytes.value,
  maxConnections: limits.connections.value,
  tls: false,
  trustProxy: false,
  explainInResponse: false,
  control: true,
  logFormat: 'text',
  demoClient: true,
} as const

/** The profile of each STS, from the option `profile`. */
export function profilesOf(profile: MockOptions['profile']): Record<StsName, ProfileName> {
  return bySts(profile, defaults.profile)
}

/** The version of the metadata of each STS, from the option `metadata`. */
export function metadataVersionsOf(metadata: MockOptions['metadata']): Record<StsName, MetadataVersion> {
  return bySts(metadata, defaults.metadata)
}

/** `value` is for all STSs, or by STS or environment name. */
function bySts<T extends string>(value: T | Readonly<Record<string, T>> = {}, fallback: T): Record<StsName, T> {
  const [forAll, named] = typeof value === 'string' ? [value, {}] : [fallback, value]
  const result = Object.fromEntries(stsNames.map((sts) => [sts, forAll])) as Record<StsName, T>
  for (const [name, own] of Object.entries(named)) result[requireSts(name)] = own
  return result
}
