/**
 * Translates every parameter of the test-token service to mint options. Source: HelseID.Samples, TestTokenDemo.
 * `issuerEnvironment` has no effect: the twin’s `test` STS issues every token.
 */
import { randomUUID } from 'node:crypto'
import { limits } from 'helseid-contract'
import type { MintOptions } from '../../mint/mint.ts'
import { objectIn, type Values, withoutEmpty } from './caller-values.ts'
import { clientClaims } from './client-claims.ts'
import { proofKeyOf, proofOf } from './proof-parameters.ts'
import { userClaims } from './user-claims.ts'

/** In seconds: ten years. */
const maxLifetime = 315_360_000

/** @throws {TypeError} for invalid parameters */
export function toMintOptions(body: Values, issuer: string): MintOptions {
  const { audience } = body
  if (typeof audience !== 'string' || audience === '') throw new TypeError('audience is mandatory')
  const dpop = body.createDPoPTokenWithDPoPProof === true
  const expiration = objectIn(body, 'expirationParameters')
  const proofParameters = objectIn(body, 'dPoPProofParameters')
  const proofKey = proofKeyOf(proofParameters)
  return {
    audience,
    clientId: randomUUID(),
    lifetime: lifetimeOf(expiration),
    claims: {
      ...(body.setInvalidIssuer === true && { iss: `${issuer}/invalid` }),
      ...(body.setInvalidAudience === true && { aud: `${audience}-invalid` }),
      ...clientClaims(body),
      ...userClaims(body),
      ...tillitsrammeverk(body),
      ...apiSpecific(body.apiSpecificClaims),
    },
    ...headerOf(body),
    broken: [
      ...(expiration.setExpirationTimeAsExpired === true ? ['expired-token'] : []),
      ...(body.signJwtWithInvalidSigningKey === true ? ['unknown-key'] : []),
    ],
    bearer: !dpop,
    ...(proofKey && { proofKey }),
    ...(dpop && { proof: proofOf(proofParameters) }),
  }
}

function tillitsrammeverk(body: Values): Values {
  if (body.createTillitsrammeverkClaims !== true) return {}
  return { 'nhn:tillitsrammeverk:parameters': objectIn(body, 'tillitsrammeverkClaimsParameters') }
}

function apiSpecific(claims: unknown): Values {
  if (claims === undefined || claims === null) return {}
  if (!Array.isArray(claims)) throw new TypeError('apiSpecificClaims must be a list of { type, value }')
  return Object.fromEntries(claims.map((claim: Values) => [String(claim?.type), claim?.value]))
}

/** The API decides the header unless the request sets `typ`. */
function headerOf(body: Values): Pick<MintOptions, 'header'> {
  const { typ } = withoutEmpty(objectIn(body, 'headerParameters'))
  return typ === undefined ? {} : { header: { typ } }
}

/**
 * Default: 600 seconds, regardless of the API’s own token lifetime. NHN’s callers send the minimum integer for members
 * they do not set.
 */
function lifetimeOf({ expirationTimeInSeconds, expirationTimeInDays }: Values): number {
  const requested = [Number(expirationTimeInDays) * 86_400, Number(expirationTimeInSeconds)].find(
    (seconds) => seconds > 0,
  )
  if (requested !== undefined && requested > maxLifetime)
    throw new TypeError(`expirationParameters must not exceed ${maxLifetime} seconds`)
  return Math.round(requested ?? limits.accessTokenLifetime)
}
