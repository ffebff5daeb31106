/** Why a request was refused, and how that is said on the wire. */
import { dpopAlgorithms } from 'helseid-contract'

/** One code a check; each of them is one way in which tokens go wrong. */
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
  | 'keys-unavailable'

const statuses: Readonly<Partial<Record<RefusalCode, 403 | 503>>> = { 'scope-missing': 403, 'keys-unavailable': 503 }

export class TokenRefused extends Error {
  override readonly name = 'TokenRefused'
  readonly code: RefusalCode
  /** 503 where the token may well be good, and HelseID's keys could not be had to see it. */
  readonly status: 401 | 403 | 503
  /** Value of the `WWW-Authenticate` header. */
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

  withChallenge(wwwAuthenticate: string): TokenRefused {
    return new TokenRefused(this.code, this.message, { cause: this.cause, wwwAuthenticate })
  }

  /** The refusal as an answer: the status and the challenge. */
  toResponse(): Response {
    return new Response(null, { status: this.status, headers: { 'WWW-Authenticate': this.wwwAuthenticate } })
  }
}

/** RFC 9449 7.1 and RFC 6750 3: no error where no credentials came. https://www.rfc-editor.org/rfc/rfc9449#section-7.1 */
export function challenges(
  scheme: 'dpop' | 'bearer',
  scopes: readonly string[],
  { code, message }: TokenRefused,
): string {
  const name = scheme === 'dpop' ? 'DPoP' : 'Bearer'
  const error = errorOf(code)
  const parameters = [
    ...(error === undefined ? [] : [`error="${error}"`, `error_description="${quotable(message)}"`]),
    ...(code === 'scope-missing' ? [`scope="${quotable(scopes.join(' '))}"`] : []),
    ...(scheme === 'dpop' ? [`algs="${dpopAlgorithms.documented.join(' ')}"`] : []),
  ]
  return parameters.length === 0 ? name : `${name} ${parameters.join(', ')}`
}

/** What RFC 6750 3 allows between the quotes; whatever else a token brings along cannot be in a header. */
function quotable(text: string): string {
  return text.replaceAll(/["\\]/g, "'").replaceAll(/[^ -~]/g, '?')
}

/** Of a token or a proof, which may hold anything. */
export function formatValue(value: unknown): string {
  if (typeof value === 'string' && value.length <= maxLength) return value
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length > maxLength ? `${text.slice(0, maxLength)}…` : text
}

const maxLength = 100

function errorOf(code: RefusalCode): string | undefined {
  if (code === 'no-token' || code === 'keys-unavailable') return undefined
  if (code === 'scope-missing') return 'insufficient_scope'
  return code.startsWith('proof-') ? 'invalid_dpop_proof' : 'invalid_token'
}
