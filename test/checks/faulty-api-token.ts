/** How the faulty API checks an access token. */
import {
  type CompactJWSHeaderParameters,
  compactVerify,
  createRemoteJWKSet,
  decodeJwt,
  decodeProtectedHeader,
  EmbeddedJWK,
  type JWTPayload,
} from 'jose'
import { type ApiSettings, type Checks, Refused } from './faulty-api-checks.ts'
import type { IssuerKeys } from './faulty-api-keys.ts'

interface TokenSources {
  readonly settings: ApiSettings
  readonly keys: IssuerKeys
  readonly checks: Checks
}

export async function checkToken(token: string, sources: TokenSources): Promise<JWTPayload> {
  const header = decodeProtectedHeader(token) as CompactJWSHeaderParameters
  const claims = decodeJwt(token)
  await checkSignature(token, header, claims, sources)
  const { settings, checks } = sources
  checkTyp(header.typ, checks)
  checkTimes(claims, checks)
  checkParties(claims, settings, checks)
  return claims
}

async function checkSignature(
  token: string,
  header: CompactJWSHeaderParameters,
  claims: JWTPayload,
  { keys, checks: { has, refuse } }: TokenSources,
): Promise<void> {
  const { alg, kid, jwk, jku } = header
  refuse('alg none', alg === 'none')
  refuse('any HS256 token', alg === 'HS256')
  if (alg !== 'RS256') return
  if (jwk !== undefined && has('trusts an embedded key')) return void (await compactVerify(token, EmbeddedJWK))
  if (jku !== undefined && has('trusts jku')) return void (await compactVerify(token, createRemoteJWKSet(new URL(jku))))
  if (has('accepts what it cannot verify') && !(await keys.isAvailable())) return
  const named = await keys.named(kid)
  const candidates = named !== undefined ? [named] : has('tries every key') ? await keys.all() : []
  if (candidates.length === 0) throw new Refused('kid')
  const results = await Promise.allSettled(candidates.map(async (key) => compactVerify(token, key)))
  if (results.some(({ status }) => status === 'fulfilled')) return
  const isChanged = claims.client_id === 'another-client'
  if (named === undefined) throw new Refused('kid')
  refuse('skips the signature of a changed payload', isChanged)
  refuse('skips the signature', !isChanged)
}

function checkTyp(typ: string | undefined, { has, refuse }: Checks): void {
  if (typ === 'at+jwt') return
  if (typ === 'JWT') {
    if (has('refuses the typ JWT') || has('takes only at+jwt')) throw new Refused('typ')
    return
  }
  refuse('ignores a missing typ', typ === undefined)
  refuse('the typ of proofs', typ === 'dpop+jwt')
  refuse('the typ of assertions', typ === 'client-authentication+jwt')
}

/** Seconds of tolerance of a sound API, and the limit between the two defects of a tolerant one. */
const tolerance = { sound: 5, defect: 300 } as const

function checkTimes({ exp, nbf, iat }: JWTPayload, { refuse }: Checks): void {
  const now = Date.now() / 1000
  refuse('ignores a missing exp', exp === undefined)
  const late = now - (exp ?? now)
  refuse('expired by ten minutes', late > tolerance.defect)
  refuse('five minutes of tolerance', late > tolerance.sound && late <= tolerance.defect)
  refuse('ignores nbf', Number(nbf) > now + tolerance.sound)
  if (Number(iat) > now + 60) throw new Refused('iat')
}

function checkParties({ iss, aud }: JWTPayload, settings: ApiSettings, { refuse }: Checks): void {
  const { issuer, otherIssuer, audience } = settings
  const isOther = iss === otherIssuer
  const hasSlash = iss === `${issuer}/`
  refuse('another environment’s issuer', isOther)
  refuse('an issuer with a slash', hasSlash)
  refuse('any issuer', iss !== issuer && !isOther && !hasSlash)
  refuse('ignores a missing audience', aud === undefined)
  refuse('several audiences', Array.isArray(aud))
  refuse('another audience', typeof aud === 'string' && aud !== audience)
}
