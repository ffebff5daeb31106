/** What the client publishes on `node:diagnostics_channel` for logs and traces, never including a secret or a token. */
import { channel } from 'node:diagnostics_channel'
import type { HelseIdErrorCode } from './errors.ts'

/** The client and the exchange that an event belongs to. */
export interface DiagnosticContext {
  readonly clientId: string
  readonly issuer: string
  /** Shared by every event of one exchange and by its error. */
  readonly correlationId: string
}

/**
 * One exchange of an assertion for a token, with all its requests. Times are epoch milliseconds by the client's clock.
 */
export interface ExchangeEvent extends DiagnosticContext {
  readonly startedAt: number
  readonly endedAt: number
  /** Number of requests sent: two if HelseID first answered with its nonce. */
  readonly attempts: number
  readonly scopes: readonly string[]
  readonly resource?: string
  readonly parent?: string
  readonly child?: string
}

export interface TokenEvent extends ExchangeEvent {
  readonly kid: string
  readonly tokenType: 'DPoP' | 'Bearer'
  readonly expiresAt: number
  /** Whether it replaces a cached token. */
  readonly renewal: boolean
  /** Scopes withheld because the organisation has not accepted the terms of use. */
  readonly rejectedScope?: string
}

export interface FailureEvent extends ExchangeEvent {
  readonly code: HelseIdErrorCode
  readonly message: string
  readonly error?: string
  readonly errorDescription?: string
  readonly status?: number
  readonly verdict?: string
}

export interface DiagnosticEvents {
  /** HelseID issued a token. */
  'helseid-client:token': TokenEvent
  /** An exchange failed. */
  'helseid-client:token-failed': FailureEvent
  /** HelseID refused a key with `invalid_client`; the client tries its next key. */
  'helseid-client:key-refused': DiagnosticContext & { readonly kid: string }
  /** A request failed and is retried after `wait` milliseconds. */
  'helseid-client:retry': DiagnosticContext & {
    readonly code: HelseIdErrorCode
    readonly status?: number
    readonly wait: number
  }
  /** HelseID's clock is `seconds` ahead of this machine's clock (negative: behind). */
  'helseid-client:clock-skew': Omit<DiagnosticContext, 'correlationId'> & { readonly seconds: number }
  /** Metadata or keys could not be refreshed; the cached ones stay in use. */
  'helseid-client:stale': { readonly issuer: string; readonly what: 'metadata' | 'jwks'; readonly message: string }
  /**
   * A watched key file changed. `kid` is its new key; `problem` says why it has no usable key, and the last good key
   * stays in use.
   */
  'helseid-client:key-file': { readonly clientId: string; readonly kid?: string; readonly problem?: string }
  /** The shared token store failed; the client continues without it. */
  'helseid-client:store-failed': {
    readonly clientId: string
    readonly operation: 'get' | 'set' | 'delete'
    readonly message: string
  }
  /** An API returned 401. `renews`: the client gets a new token and sends the request again. */
  'helseid-client:api-refused': {
    readonly clientId: string
    readonly address: string
    readonly error?: string
    readonly errorDescription?: string
    /** Seconds by which the API's clock is ahead of this machine's (negative: behind), if that is enough to matter. */
    readonly clockSkew?: number
    readonly renews: boolean
  }
  /**
   * A key whose private half is published with the twin's source code is in use, although the issuer is not a local twin
   * or `NODE_ENV` is `production`: anyone can sign with it. `what` is the key that signed a token, or the client's own key for assertions or proofs; `kid` of a DPoP key is its thumbprint.
   * Published once for each verifier, and once for each client and `what`.
   */
  'helseid-client:published-key': {
    readonly issuer: string
    readonly what: 'signing key' | 'client key' | 'DPoP key'
    readonly kid: string
  }
  /**
   * The verifier accepted a proof whose `htu` has a query or a fragment, which NHN's sample API refuses. `address` is the
   * request's address without them. Published with `htuQuery: 'warn'`.
   */
  'helseid-client:htu-query': { readonly clientId: string; readonly address: string }
  /** A new key is in use; `expiresAt` is in epoch milliseconds. */
  'helseid-client:key-rotated': {
    readonly clientId: string
    readonly startedAt: number
    readonly endedAt: number
    readonly kid: string
    readonly previous?: string
    readonly expiresAt?: number
  }
  /** A key rotation failed at `step`; the current key stays in use. */
  'helseid-client:rotation-failed': {
    readonly clientId: string
    readonly startedAt: number
    readonly endedAt: number
    readonly step: string
    readonly message: string
  }
}

export type DiagnosticName = keyof DiagnosticEvents

const channels = {
  'helseid-client:token': channel('helseid-client:token'),
  'helseid-client:token-failed': channel('helseid-client:token-failed'),
  'helseid-client:key-refused': channel('helseid-client:key-refused'),
  'helseid-client:retry': channel('helseid-client:retry'),
  'helseid-client:clock-skew': channel('helseid-client:clock-skew'),
  'helseid-client:stale': channel('helseid-client:stale'),
  'helseid-client:key-file': channel('helseid-client:key-file'),
  'helseid-client:store-failed': channel('helseid-client:store-failed'),
  'helseid-client:api-refused': channel('helseid-client:api-refused'),
  'helseid-client:published-key': channel('helseid-client:published-key'),
  'helseid-client:htu-query': channel('helseid-client:htu-query'),
  'helseid-client:key-rotated': channel('helseid-client:key-rotated'),
  'helseid-client:rotation-failed': channel('helseid-client:rotation-failed'),
} as const satisfies Record<DiagnosticName, unknown>

/** The names of all channels. */
export const diagnosticNames = Object.keys(channels) as readonly DiagnosticName[]

export function publish<Name extends DiagnosticName>(name: Name, event: DiagnosticEvents[Name]): void {
  channels[name].publish(event)
}

/** Also matches a truncated JWT, or one with other characters before it. */
const jwt = /eyJ[\w-]{8,}(\.[\w-]*)*/g

/** Characters that would start a new log line or control a terminal. */
const controls = /[\p{Cc}\p{Zl}\p{Zp}]+/gu

/** Whatever was thrown, which need not be an Error, as text that is safe to log. */
export function reasonForLog(thrown: unknown, ...secrets: readonly string[]): string {
  return forLog(textOf(thrown), ...secrets)
}

/** Never throws, although what was thrown may have no text, or getters and traps that throw. */
function textOf(thrown: unknown): string {
  try {
    return String(thrown instanceof Error ? thrown.message : thrown)
  } catch {
    return 'an error that has no text'
  }
}

/** Text from outside made safe to log: one line, at most 500 characters, with JWTs and `secrets` redacted. */
export function forLog(text: string, ...secrets: readonly string[]): string {
  const spellings = secrets.flatMap((secret) => [secret, formEncoded(secret)])
  return spellings
    .reduce((redacted, secret) => redacted.replaceAll(secret, '[secret]'), text)
    .replaceAll(jwt, '[JWT]')
    .replaceAll(controls, ' ')
    .slice(0, 500)
}

function formEncoded(text: string): string {
  return new URLSearchParams({ '': text }).toString().slice(1)
}
