/** Why a request was refused, as an error and as an HTTP response. */
import { forLog, reasonForLog } from '../diagnostics.ts'

/** One code per check. */
export type RefusalCode =
  | 'no-token'
  | 'wrong-scheme'
  | 'token-malformed'
  | 'token-algorithm'
  | 'token-typ'
  | 'token-signature'
  | 'token-key-unknown'
  | 'token-issuer'
  | 'token-audience'
  | 'token-expired'
  | 'token-not-yet-valid'
  | 'token-claim-missing'
  | 'token-claim-value'
  | 'token-bound'
  | 'token-unbound'
  | 'scope-missing'
  | 'proof-missing'
  | 'proof-several'
  | 'proof-malformed'
  | 'proof-typ'
  | 'proof-algorithm'
  | 'proof-jwk'
  | 'proof-signature'
  | 'proof-key'
  | 'proof-htm'
  | 'proof-htu'
  | 'proof-iat'
  | 'proof-jti'
  | 'proof-ath'
  | 'proof-replayed'
  | 'replay-store-unavailable'
  | 'keys-unavailable'

const statuses: Readonly<Partial<Record<RefusalCode, 403 | 503>>> = {
  'scope-missing': 403,
  'keys-unavailable': 503,
  'replay-store-unavailable': 503,
}

/**
 * The API must refuse the request. `code` says which check failed; `status` is 401, 403 for a missing scope, or 503 if
 * HelseID's keys could not be fetched or the proof could not be checked against the used ones. The message contains no
 * token, but may quote values of its claims, up to 100 characters each. Log a 503, because the fault is not the caller's.
 * @example
 * ```ts
 * if (error instanceof TokenRefused && error.status === 503) console.error(error.logLine)
 * if (error instanceof TokenRefused) return error.toResponse()
 * ```
 */
export class TokenRefused extends Error {
  override readonly name = 'TokenRefused'
  readonly code: RefusalCode
  /** 503: the token may be valid, but HelseID's keys or the store of used proofs are unavailable. */
  readonly status: 401 | 403 | 503
  /** Value of the `WWW-Authenticate` header. For a 503 it has no error: it says only which scheme the API requires. */
  readonly wwwAuthenticate: string

  constructor(
    code: RefusalCode,
    message: string,
    { cause, wwwAuthenticate = '' }: { cause?: unknown; wwwAuthenticate?: string } = {},
  ) {
    super(message, { cause })
    this.code = code
    this.status = statuses[code] ?? 401
    this.wwwAuthenticate = wwwAuthenticate
  }

  /**
   * For a log: code, message and the messages of the causes in one line of at most 500 characters, without JWTs and
   * control characters. For a 401 or 403 it may quote claims, as the message does.
   */
  get logLine(): string {
    return forLog([this.code, this.message, ...reasonsOf(this.cause)].join(': '))
  }

  withChallenge(wwwAuthenticate: string): TokenRefused {
    return new TokenRefused(this.code, this.message, { cause: this.cause, wwwAuthenticate })
  }

  /** A response with the status and the challenge, without a body. */
  toResponse(): Response {
    return new Response(null, { status: this.status, headers: { 'WWW-Authenticate': this.wwwAuthenticate } })
  }
}

/** Why it failed, outermost cause first. A cause can be any value, and can be its own cause. */
function reasonsOf(cause: unknown, depth = 0): readonly string[] {
  if (cause === undefined || cause === null || depth === 5) return []
  const { code, cause: next } = cause as { code?: unknown; cause?: unknown }
  // An AggregateError of connections has a code, but no message.
  const reason = reasonForLog(cause) || (typeof code === 'string' ? code : '')
  return [...(reason === '' ? [] : [reason]), ...reasonsOf(next, depth + 1)]
}

/**
 * RFC 9449 7.1 and RFC 6750 3: no error parameter if the request has no credentials.
 * https://www.rfc-editor.org/rfc/rfc9449#section-7.1
 */
export function challenges(
  scheme: 'dpop' | 'bearer',
  scopes: readonly string[],
  proofAlgorithms: readonly string[],
  { code, message }: TokenRefused,
): string {
  const name = scheme === 'dpop' ? 'DPoP' : 'Bearer'
  const error = errorOf(code)
  const parameters = [
    ...(error === undefined ? [] : [`error="${error}"`, `error_description="${quotable(message)}"`]),
    ...(code === 'scope-missing' ? [`scope="${quotable(scopes.join(' '))}"`] : []),
    ...(scheme === 'dpop' ? [`algs="${proofAlgorithms.join(' ')}"`] : []),
  ]
  return parameters.length === 0 ? name : `${name} ${parameters.join(', ')}`
}

/** Replaces characters that RFC 6750 3 does not allow in a quoted value; a token may contain any. */
function quotable(text: string): string {
  return text.replaceAll(/["\\]/g, "'").replaceAll(/[^ -~]/g, '?')
}

/** Formats a value from a token or proof, which may be anything. */
export function formatValue(value: unknown): string {
  if (typeof value === 'string' && value.length <= maxLength) return value
  const text = isFlat(value) ? (JSON.stringify(value) ?? 'nothing') : Array.isArray(value) ? 'a list' : 'an object'
  return text.length > maxLength ? `${text.slice(0, maxLength)}…` : text
}

const maxLength = 100

/** Anything else may be nested so deeply that no function can walk through it. */
function isFlat(value: unknown): boolean {
  const isPlain = (item: unknown) => typeof item !== 'object' || item === null
  return Array.isArray(value) ? value.every(isPlain) : isPlain(value)
}

function errorOf(code: RefusalCode): string | undefined {
  if (code === 'no-token' || statuses[code] === 503) return undefined
  if (code === 'scope-missing') return 'insufficient_scope'
  return code.startsWith('proof-') ? 'invalid_dpop_proof' : 'invalid_token'
}
