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

export class TokenRefused extends Error {
  override readonly name = 'TokenRefused'
  readonly code: RefusalCode
  readonly status: 401 | 403
  /** Value of the `WWW-Authenticate` header. */
  readonly wwwAuthenticate: string

  constructor(
    code: RefusalCode,
    message: string,
    { cause, wwwAuthenticate = '' }: { cause?: unknown; wwwAuthenticate?: string } = {},
  ) {
    super(message, { cause })
    this.code = code
    this.status = code === 'scope-missing' ? 403 : 401
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
export function challenges(scheme: 'dpop' | 'bearer', { code, message }: TokenRefused): string {
  const name = scheme === 'dpop' ? 'DPoP' : 'Bearer'
  const error = errorOf(code)
  const parameters = [
    ...(error === undefined ? [] : [`error="${error}"`, `error_description="${message.replaceAll(/["\\]/g, "'")}"`]),
    ...(scheme === 'dpop' ? [`algs="${dpopAlgorithms.documented.join(' ')}"`] : []),
  ]
  return parameters.length === 0 ? name : `${name} ${parameters.join(', ')}`
}

function errorOf(code: RefusalCode): string | undefined {
  if (code === 'no-token') return undefined
  if (code === 'scope-missing') return 'insufficient_scope'
  return code.startsWith('proof-') ? 'invalid_dpop_proof' : 'invalid_token'
}
