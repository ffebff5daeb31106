/** Verifies an access token as NHN requires (UP:validering_av_access_token, helseid.md 9). */
import { accessTokenAlgorithm, claims as names } from 'helseid-contract'
import { errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose'
import { safeCause } from '../safe-cause.ts'
import { readHeader } from './compact-form.ts'
import { formatValue, type RefusalCode, TokenRefused } from './token-refused.ts'

export interface AccessTokenClaims extends JWTPayload {
  readonly iss: string
  readonly exp: number
  readonly nbf: number
  readonly client_id: string
  /** An array in HelseID's tokens. */
  readonly scope: string | readonly string[]
  /** Thumbprint of the key that the token is bound to. */
  readonly cnf?: { readonly jkt: string }
}

export interface TokenExpectations {
  readonly issuer: string
  readonly audience: string
  readonly scopes: readonly string[]
  /** Claims that the token must have: with any value, or with one of these. */
  readonly requiredClaims: Readonly<Record<string, true | readonly string[]>>
  readonly scheme: 'dpop' | 'bearer'
  /** In seconds. */
  readonly clockTolerance: number
  readonly now: () => number
  readonly jwks: JWTVerifyGetKey
}

/** `typ` of an access token: at+jwt, or JWT for clients that still get it (helseid.md 5). */
const types = ['at+jwt', 'application/at+jwt', 'jwt']

/** @throws {TokenRefused} */
export async function verifyAccessToken(token: string, expected: TokenExpectations): Promise<AccessTokenClaims> {
  // Everything that the header alone can tell, before any key is fetched.
  const { typ, alg, kid } = readHeader(token, 'token')
  if (typeof typ !== 'string' || !types.includes(typ.toLowerCase()))
    throw new TokenRefused('token-typ', `the token's typ must be at+jwt or JWT, not ${formatValue(typ)}`)
  if (alg !== accessTokenAlgorithm)
    throw new TokenRefused(
      'token-algorithm',
      `the token's alg must be ${accessTokenAlgorithm}, not ${formatValue(alg)}`,
    )
  if (typeof kid !== 'string' || kid === '')
    throw new TokenRefused('token-key-unknown', "the token's header has no kid")
  const claims = (await verifySignatureAndTimes(token, expected)) as AccessTokenClaims
  const { iss, aud, client_id, cnf } = claims
  if (iss !== expected.issuer)
    throw new TokenRefused('token-issuer', `the token's issuer must be ${expected.issuer}, not ${formatValue(iss)}`)
  const audiences = [aud].flat()
  if (audiences.length !== 1 || audiences[0] !== expected.audience)
    throw new TokenRefused(
      'token-audience',
      `the token's audience must be ${expected.audience} alone, not ${formatValue(aud)}`,
    )
  if (typeof client_id !== 'string' || client_id === '')
    throw new TokenRefused('token-claim-missing', 'the token has no client_id')
  checkBinding(cnf, expected.scheme)
  checkScopes(claims.scope, expected.scopes)
  checkRequiredClaims(claims, expected.requiredClaims)
  return claims
}

/** Maps jose's error codes to refusal codes. */
const codes: Readonly<Record<string, RefusalCode>> = {
  ERR_JWT_EXPIRED: 'token-expired',
  ERR_JOSE_ALG_NOT_ALLOWED: 'token-algorithm',
  ERR_JWS_SIGNATURE_VERIFICATION_FAILED: 'token-signature',
  ERR_JWKS_NO_MATCHING_KEY: 'token-key-unknown',
  ERR_JWKS_MULTIPLE_MATCHING_KEYS: 'token-key-unknown',
  ERR_JOSE_NOT_SUPPORTED: 'token-malformed',
  ERR_JWS_INVALID: 'token-malformed',
  ERR_JWT_INVALID: 'token-malformed',
}

async function verifySignatureAndTimes(
  token: string,
  { jwks, now, clockTolerance }: TokenExpectations,
): Promise<JWTPayload> {
  try {
    const { payload } = await jwtVerify(token, jwks, {
      algorithms: [accessTokenAlgorithm],
      currentDate: new Date(now()),
      clockTolerance,
      requiredClaims: ['iss', 'exp', 'nbf'],
    })
    return payload
  } catch (cause) {
    if (cause instanceof TokenRefused) throw cause
    const time = timeProblem(cause, now() / 1000)
    if (time !== undefined) throw new TokenRefused(...time, { cause: safeCause(cause) })
    if (cause instanceof errors.JWTClaimValidationFailed) {
      const code = cause.reason === 'missing' ? 'token-claim-missing' : 'token-malformed'
      throw new TokenRefused(
        code,
        `the token's ${cause.claim} is ${cause.reason === 'missing' ? 'missing' : 'not valid'}`,
        { cause: safeCause(cause) },
      )
    }
    const code = cause instanceof errors.JOSEError ? codes[cause.code] : undefined
    if (code === undefined) throw new TokenRefused('keys-unavailable', "HelseID's keys could not be fetched", { cause })
    throw new TokenRefused(code, (cause as Error).message, { cause: safeCause(cause) })
  }
}

/** Says by how much a token missed its time, because a clock may be wrong. `now` is in seconds. */
function timeProblem(cause: unknown, now: number): [RefusalCode, string] | undefined {
  if (cause instanceof errors.JWTExpired && typeof cause.payload.exp === 'number')
    return [
      'token-expired',
      `the token expired ${Math.round(now - cause.payload.exp)} s ago: it was kept too long, or this API's clock is ahead`,
    ]
  if (!(cause instanceof errors.JWTClaimValidationFailed) || cause.claim !== 'nbf') return undefined
  const { nbf } = cause.payload
  if (typeof nbf !== 'number' || cause.reason === 'missing') return undefined
  const early = Math.round(nbf - now)
  return ['token-not-yet-valid', `the token is not valid for another ${early} s: this API's clock is behind HelseID's`]
}

/** A bound token requires a proof; an unbound token is valid only under Bearer (RFC 9449 7.2). */
function checkBinding(cnf: AccessTokenClaims['cnf'], scheme: 'dpop' | 'bearer'): void {
  const bound = typeof cnf?.jkt === 'string'
  if (scheme === 'dpop' && !bound)
    throw new TokenRefused('token-unbound', 'the token is not bound to a key (no cnf.jkt)')
  if (scheme === 'bearer' && cnf !== undefined)
    throw new TokenRefused('token-bound', 'the token is bound to a key: it requires the scheme DPoP and a proof')
}

function checkScopes(scope: unknown, required: readonly string[]): void {
  const granted = Array.isArray(scope) ? scope : typeof scope === 'string' ? scope.split(' ') : []
  const missing = required.filter((name) => !granted.includes(name))
  if (missing.length > 0) throw new TokenRefused('scope-missing', `the token lacks the scope ${missing.join(' ')}`)
}

function checkRequiredClaims(claims: AccessTokenClaims, required: TokenExpectations['requiredClaims']): void {
  for (const [name, values] of Object.entries(required)) {
    const value = claims[name]
    if (value === undefined || value === null || value === '')
      throw new TokenRefused('token-claim-missing', `the token has no ${name}`)
    if (values !== true && !(typeof value === 'string' && values.includes(value)))
      throw new TokenRefused('token-claim-value', `the token's ${name} must be ${values.join(' or ')}`)
  }
}

/**
 * Reads the organisation numbers from a token's claims: the organisation the client acts for (`parent`), its unit
 * (`child`) and the client's own organisation (`supplier`). A number that the token lacks is absent. Never throws.
 * @example
 * ```ts
 * const { parent, child, supplier } = organizationOf(claims)
 * ```
 */
export function organizationOf(claims: AccessTokenClaims): { parent?: unknown; child?: unknown; supplier?: unknown } {
  const { [names.orgnrParent]: parent, [names.orgnrChild]: child, [names.orgnrSupplier]: supplier } = claims
  return {
    ...(parent !== undefined && { parent }),
    ...(child !== undefined && { child }),
    ...(supplier !== undefined && { supplier }),
  }
}
