/** What the client publishes on `node:diagnostics_channel`, for logs and traces. No secret and no token is ever among it. */
import { channel } from 'node:diagnostics_channel'
import type { HelseIdErrorCode } from './errors.ts'

/** Which client, and in the course of what. */
export interface DiagnosticContext {
  readonly clientId: string
  readonly issuer: string
  /** The same in every event of one exchange, and in its error. */
  readonly correlationId: string
}

/** One exchange of an assertion for a token, all its requests together. Times are epoch milliseconds of the client's clock. */
export interface ExchangeEvent extends DiagnosticContext {
  readonly startedAt: number
  readonly endedAt: number
  /** How many requests were made: two where HelseID first gave its nonce. */
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
  /** Whether it takes the place of a token that had been kept. */
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
  /** A token came. */
  'helseid-client:token': TokenEvent
  /** No token came. */
  'helseid-client:token-failed': FailureEvent
  /** A key was refused with invalid_client, and the client's next one is tried. */
  'helseid-client:key-refused': DiagnosticContext & { readonly kid: string }
  /** Something failed that may succeed the next time; `wait` is in milliseconds. */
  'helseid-client:retry': DiagnosticContext & {
    readonly code: HelseIdErrorCode
    readonly status?: number
    readonly wait: number
  }
  /** HelseID's clock is `seconds` ahead of this machine's. */
  'helseid-client:clock-skew': Omit<DiagnosticContext, 'correlationId'> & { readonly seconds: number }
  /** Metadata or keys could not be had anew; what was kept is used on. */
  'helseid-client:stale': { readonly issuer: string; readonly what: 'metadata' | 'jwks'; readonly message: string }
  /** A watched file holds another key, or holds none; the last good key stays in use then. */
  'helseid-client:key-file': { readonly clientId: string; readonly kid?: string; readonly problem?: string }
  /** The shared store of tokens failed; the client goes on without it. */
  'helseid-client:store-failed': {
    readonly clientId: string
    readonly operation: 'get' | 'set' | 'delete'
    readonly message: string
  }
  /** An API refused a request with 401. */
  'helseid-client:api-refused': {
    readonly clientId: string
    readonly address: string
    readonly error?: string
    readonly errorDescription?: string
    readonly renews: boolean
  }
  /** A new key is in use; `expiresAt` is in epoch milliseconds. */
  'helseid-client:key-rotated': {
    readonly clientId: string
    readonly startedAt: number
    readonly endedAt: number
    readonly kid: string
    readonly previous?: string
    readonly expiresAt?: number
  }
  /** A rotation did not come to its end; the current key stays in use. */
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
  'helseid-client:key-rotated': channel('helseid-client:key-rotated'),
  'helseid-client:rotation-failed': channel('helseid-client:rotation-failed'),
} as const satisfies Record<DiagnosticName, unknown>

/** Every channel's name. */
export const diagnosticNames = Object.keys(channels) as readonly DiagnosticName[]

export function publish<Name extends DiagnosticName>(name: Name, event: DiagnosticEvents[Name]): void {
  channels[name].publish(event)
}

/** Whole, cut off, or with other letters before it. */
const jwt = /eyJ[\w-]{8,}(\.[\w-]*)*/g

/** They would begin another line of a log, or steer a terminal. */
const controls = /[\p{Cc}\p{Zl}\p{Zp}]+/gu

/** What was thrown, which need not be an error, as text that is fit for a log. */
export function reasonForLog(thrown: unknown, ...secrets: readonly string[]): string {
  return forLog(thrown instanceof Error ? thrown.message : String(thrown), ...secrets)
}

/** Text that came from outside, fit for a log: one line, no JWT and none of the secrets in it, no more than 500 characters. */
export function forLog(text: string, ...secrets: readonly string[]): string {
  const written = secrets.flatMap((secret) => [secret, formEncoded(secret)])
  return written
    .reduce((told, secret) => told.replaceAll(secret, '[secret]'), text)
    .replaceAll(jwt, '[JWT]')
    .replaceAll(controls, ' ')
    .slice(0, 500)
}

function formEncoded(text: string): string {
  return new URLSearchParams({ '': text }).toString().slice(1)
}
