/** For API authors: decides whether a request carries a HelseID token that is good for this API. */
import { type EnvironmentName, environments } from 'helseid-contract'
import type { JWTVerifyGetKey } from 'jose'
import { keptFor } from './discovery.ts'
import { type AccessTokenClaims, verifyAccessToken } from './verifier/access-token.ts'
import { issuerKeys } from './verifier/issuer-keys.ts'
import { verifierProblems } from './verifier/options.ts'
import { verifyProof } from './verifier/proof.ts'
import { createReplayStore, type ReplayStore } from './verifier/replay-store.ts'
import { readCredentials } from './verifier/request.ts'
import { challenges, TokenRefused } from './verifier/token-refused.ts'

export { claims as claimNames } from 'helseid-contract'
export { type AccessTokenClaims, organizationOf } from './verifier/access-token.ts'
export type { ReplayStore } from './verifier/replay-store.ts'
export { createReplayStore } from './verifier/replay-store.ts'
export type { ApiRequest, NodeRequest } from './verifier/request.ts'
export { type RefusalCode, TokenRefused } from './verifier/token-refused.ts'

export interface TokenVerifierOptions {
  /** One of HelseID's environments; or give `issuer`. */
  readonly environment?: EnvironmentName
  /** Issuer, without a trailing slash: a twin's, for example. */
  readonly issuer?: string
  /** This API, and nothing else. */
  readonly audience: string
  /** Scopes of which the token must carry every one. */
  readonly scopes?: readonly string[]
  /**
   * Claims that the token must carry, by name (`claimNames` has HelseID's): `true` for any value, or the values of which it
   * must have one. User APIs ask for the person so: `{ [claimNames.pid]: true, [claimNames.securityLevel]: ['4'] }`.
   */
  readonly claims?: Readonly<Record<string, true | readonly string[]>>
  /** An endpoint takes DPoP or Bearer, never both (UP:validering_av_access_token). Default: `dpop`. */
  readonly scheme?: 'dpop' | 'bearer'
  /** Seconds by which clocks may differ. Default: 5. */
  readonly clockTolerance?: number
  /** Seconds for which a proof is fresh. Default: 60. */
  readonly proofLifetime?: number
  /** Seconds that the issuer has for its metadata and for its JWKS; after them the request is refused. Default: 5. */
  readonly timeout?: number
  /** Seconds for which the JWKS is kept; what cannot be had anew is used as long again. Default: 24 hours, as NHN asks. */
  readonly jwksLifetime?: number
  /** Seconds after fetching the JWKS in which an unknown `kid` does not have it fetched again. Default: 30. */
  readonly jwksCooldown?: number
  /** Remembers proofs; share one between the instances of an API. Default: this process's memory. */
  readonly replayStore?: ReplayStore
  /** The clock, in epoch milliseconds. Default: `Date.now`. */
  readonly now?: () => number
  /** The clock by which proofs are judged, where it is another than that of tokens. Default: `now`. */
  readonly proofNow?: () => number
  /** Default: the global `fetch`. */
  readonly fetch?: typeof fetch
  /** Finds the signing key, instead of the issuer's metadata and JWKS. */
  readonly jwks?: JWTVerifyGetKey
}

/** What a request is judged by: a fetch `Request`, or a Node request, behind a proxy with the public address it came to. */
export type TokenVerifier = (request: Parameters<typeof readCredentials>[0]) => Promise<AccessTokenClaims>

/** Largest metadata and JWKS that are read, in bytes. */
const maximumAnswerBytes = 1024 * 1024

/**
 * Makes a function that resolves with the token's claims.
 * It throws {@link TokenRefused} with status, code and `WWW-Authenticate` for a request that must be refused.
 * @throws {TypeError} saying everything that is wrong with the options
 */
export function createTokenVerifier(options: TokenVerifierOptions): TokenVerifier {
  const problems = verifierProblems(options)
  if (problems.length > 0) throw new TypeError(`createTokenVerifier: ${problems.join('; ')}`)
  const { now = Date.now, clockTolerance = 5, proofLifetime = 60, scheme = 'dpop' } = options
  const issuer = options.issuer ?? environments[options.environment as EnvironmentName].issuer
  const { proofNow = now } = options
  const { replayStore = createReplayStore(proofNow) } = options
  const jwks = options.jwks ?? issuerKeys(sourceOf(options, issuer, now))
  const { audience, scopes = [], claims: wanted = {} } = options

  return async (request) => {
    try {
      const credentials = readCredentials(request, scheme)
      const claims = await verifyAccessToken(credentials.token, {
        issuer,
        audience,
        scopes,
        wanted,
        scheme,
        clockTolerance,
        now,
        jwks,
      })
      if (credentials.proof !== undefined)
        await verifyProof(credentials.proof, {
          ...credentials,
          claims,
          now: proofNow,
          clockTolerance,
          proofLifetime,
          replayStore,
        })
      return claims
    } catch (error) {
      if (error instanceof TokenRefused) throw error.withChallenge(challenges(scheme, scopes, error))
      throw error
    }
  }
}

function sourceOf(options: TokenVerifierOptions, issuer: string, now: () => number) {
  const { timeout = 5, jwksCooldown = 30, jwksLifetime = keptFor / 1000 } = options
  const fetchAny: typeof fetch = options.fetch ?? ((...args) => fetch(...args))
  return { issuer, now, fetch: fetchAny, timeout, cooldown: jwksCooldown, lifetime: jwksLifetime, maximumAnswerBytes }
}
