/**
 * Translates every parameter of the test-token service to mint options. Source: HelseID.Samples, TestTokenDemo.
 * `issuerEnvironment` has no effect: the twin’s `test` STS issues every token.
 */
import { randomUUID } from 'node:crypto'
import { limits } from 'helseid-contract'
import type { MintOptions } from '../../mint/mint.ts'
import { actorClaim } from './actor-claim.ts'
import { isOn, memberIn, numberIn, objectIn, type Values, withoutEmpty } from './caller-values.ts'
import { clientClaims } from './client-claims.ts'
import { invalidProofOf, proofKeyOf, proofOf } from './proof-parameters.ts'
import { tillitsrammeverk } from './tillitsrammeverk.ts'
import { practitionerOf, userClaims } from './user-claims.ts'

/** NHN’s enumeration `IssuerEnvironment`. */
const environments = ['Test', 'IntTest', 'Development'] as const

/** `Int32.MinValue` of .NET. */
const minInteger = -2_147_483_648

/** In seconds: ten years. */
const maxLifetime = 315_360_000

/**
 * `body` has NHN’s newest member names; `now` is in epoch seconds.
 * @throws {TypeError} for invalid parameters
 */
export function toMintOptions(body: Values, issuer: string, now: number): MintOptions {
  const { audience = null } = body
  if (audience === null || audience === '') throw new TypeError('audience is mandatory')
  if (typeof audience !== 'string') throw new TypeError('audience must be text')
  memberIn(body, 'issuerEnvironment', environments)
  const dpop = isOn(body, 'createDPoPTokenWithDPoPProof')
  const expiration = objectIn(body, 'expirationParameters')
  const proofParameters = objectIn(body, 'dPoPProofParameters')
  const proofKey = proofKeyOf(proofParameters)
  const invalidProof = invalidProofOf(proofParameters)
  const { proof, broken = [] } = dpop ? proofOf(proofParameters, invalidProof) : {}
  return {
    audience,
    clientId: randomUUID(),
    lifetime: lifetimeOf(expiration),
    claims: {
      ...(isOn(body, 'setInvalidIssuer') && { iss: `${issuer}/invalid` }),
      ...(isOn(body, 'setInvalidAudience') && { aud: `${audience}-invalid` }),
      ...clientClaims(body),
      ...userClaims(body),
      ...tillitsrammeverk(body, practitionerOf(body), now),
      ...actorClaim(body),
      ...apiSpecific(body.apiSpecificClaims),
    },
    ...headerOf(body),
    broken: [
      ...(isOn(expiration, 'setExpirationTimeAsExpired', 'expirationParameters.') ? ['expired-token'] : []),
      ...(isOn(body, 'signJwtWithInvalidSigningKey') ? ['unknown-key'] : []),
      ...broken,
    ],
    bearer: !dpop,
    ...(proofKey && { proofKey }),
    ...(proof && { proof }),
  }
}

/** A type that is given several times is one claim with all its values. */
function apiSpecific(claims: unknown): Values {
  if (claims === undefined || claims === null) return {}
  const problem = 'apiSpecificClaims must be a list of { type, value }, both text'
  if (!Array.isArray(claims)) throw new TypeError(problem)
  const byType = new Map<string, unknown[]>()
  for (const claim of claims as (Values | null)[]) {
    if (typeof claim?.type !== 'string' || claim.type === '' || typeof claim.value !== 'string')
      throw new TypeError(problem)
    byType.set(claim.type, [...(byType.get(claim.type) ?? []), claim.value])
  }
  return Object.fromEntries([...byType].map(([type, values]) => [type, values.length === 1 ? values[0] : values]))
}

/** The API decides the header unless the request sets `typ`. */
function headerOf(body: Values): Pick<MintOptions, 'header'> {
  const { typ } = withoutEmpty(objectIn(body, 'headerParameters'))
  if (typ === undefined) return {}
  if (typeof typ !== 'string' || !/^(?:at\+)?jwt$/i.test(typ))
    throw new TypeError('headerParameters.typ must be jwt or at+jwt')
  return { header: { typ } }
}

/**
 * Default: 600 seconds, regardless of the API’s own token lifetime. NHN’s callers send the minimum integer for members
 * they do not set; zero is not set, either.
 * @throws {TypeError} for any other negative number, which would otherwise be a valid token where an expired one is expected
 */
function lifetimeOf(expiration: Values): number {
  const where = 'expirationParameters'
  const days = numberIn(expiration, 'expirationTimeInDays', where) ?? 0
  const seconds = numberIn(expiration, 'expirationTimeInSeconds', where) ?? 0
  if ([days, seconds].some((time) => time < 0 && time !== minInteger))
    throw new TypeError(`${where} must not be negative: setExpirationTimeAsExpired creates an expired token`)
  const requested = [days * 86_400, seconds].find((lifetime) => lifetime > 0) ?? limits.accessTokenLifetime
  if (requested > maxLifetime) throw new TypeError(`${where} must not exceed ${maxLifetime} seconds`)
  return requested
}
