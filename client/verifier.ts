/** For API authors: checks whether a request carries a HelseID token that is valid for this API. */
import { dpopAlgorithms, type EnvironmentName, environments } from 'helseid-contract'
import { type Clocks, monotonicNow as defaultMonotonicNow } from './age.ts'
import { cacheLifetime } from './discovery.ts'
import { type AccessTokenClaims, verifyAccessToken } from './verifier/access-token.ts'
import { boundedKeys } from './verifier/bounded-keys.ts'
import { issuerKeys } from './verifier/issuer-keys.ts'
import { type TokenVerifierOptions, verifierProblems } from './verifier/options.ts'
import { verifyProof } from './verifier/proof.ts'
import { createReplayStore } from './verifier/replay-store.ts'
import { readCredentials } from './verifier/request.ts'
import { challenges, TokenRefused } from './verifier/token-refused.ts'

export { claims as claimNames } from 'helseid-contract'
export { type AccessTokenClaims, organizationOf } from './verifier/access-token.ts'
export type { ProofAlgorithm, TokenVerifierOptions } from './verifier/options.ts'
export type { ReplayStore } from './verifier/replay-store.ts'
export { createReplayStore } from './verifier/replay-store.ts'
export type { ApiRequest, NodeRequest } from './verifier/request.ts'
export { type RefusalCode, TokenRefused } from './verifier/token-refused.ts'

/**
 * Verifies a fetch `Request`, a Node request, or `{ request, url }` with a Node request and the URL that was called.
 * @throws {TokenRefused} for a request that the API must refuse
 */
export type TokenVerifier = (request: Parameters<typeof readCredentials>[0]) => Promise<AccessTokenClaims>

/** Seconds. */
const defaultTimeout = 5

/** Maximum bytes of the metadata and of the JWKS. */
const maximumAnswerBytes = 1024 * 1024

/**
 * Creates a function that verifies requests and resolves with the claims of a token that is valid for this API. It
 * throws {@link TokenRefused} for any other request.
 *
 * The issuer's keys are fetched on the first request, each fetch limited to `timeout` seconds, and cached for
 * `jwksLifetime` seconds; while they cannot be refreshed, they stay in use for as long again. Without usable keys,
 * requests are refused with 503. Used proofs are remembered until they expire, by default in this process's memory:
 * 1,000,000 at most, then requests are refused with 503. So they are while a `replayStore` fails.
 * @example
 * ```ts
 * const verify = createTokenVerifier({ environment: 'test1', audience: 'nhn:example', scopes: ['nhn:example/a'] })
 * const claims = await verify(request)
 * ```
 * @throws {TypeError} listing every problem with the options
 */
export function createTokenVerifier(options: TokenVerifierOptions): TokenVerifier {
  const problems = verifierProblems(options)
  if (problems.length > 0) throw new TypeError(`createTokenVerifier: ${problems.join('; ')}`)
  const { now = Date.now, clockTolerance = 10, proofLifetime = 60, scheme = 'dpop' } = options
  const issuer = options.issuer ?? environments[options.environment as EnvironmentName].issuer
  const { proofNow = now, monotonicNow = defaultMonotonicNow, htuQuery = 'ignore' } = options
  const { proofAlgorithms = dpopAlgorithms.advertised } = options
  const { replayStore = createReplayStore(proofNow, monotonicNow), replayTimeout = 3 } = options
  const jwks = options.jwks
    ? boundedKeys(options.jwks, options.timeout ?? defaultTimeout)
    : issuerKeys(sourceOf(options, issuer, { now, monotonicNow }))
  const origins = [options.origin ?? []].flat().map((origin) => new URL(origin).origin)
  const { audience, scopes = [], claims: requiredClaims = {} } = options

  return async (request) => {
    try {
      const credentials = readCredentials(request, scheme, origins)
      const claims = await verifyAccessToken(credentials.token, {
        issuer,
        audience,
        scopes,
        requiredClaims,
        scheme,
        clockTolerance,
        now,
        jwks,
      })
      if (credentials.proof !== undefined)
        await verifyProof(credentials.proof, {
          ...credentials,
          claims,
          htuQuery,
          algorithms: proofAlgorithms,
          now: proofNow,
          clockTolerance,
          proofLifetime,
          replayStore,
          replayTimeout,
        })
      return claims
    } catch (error) {
      if (error instanceof TokenRefused) throw error.withChallenge(challenges(scheme, scopes, proofAlgorithms, error))
      throw error
    }
  }
}

function sourceOf(options: TokenVerifierOptions, issuer: string, clocks: Clocks) {
  const {
    environment,
    allowPlainHttp = false,
    timeout = defaultTimeout,
    jwksCooldown = 30,
    jwksLifetime = cacheLifetime / 1000,
  } = options
  const fetchFunction: typeof fetch = options.fetch ?? ((...args) => fetch(...args))
  return {
    environment,
    issuer,
    allowPlainHttp,
    ...clocks,
    fetch: fetchFunction,
    timeout,
    cooldown: jwksCooldown,
    lifetime: jwksLifetime,
    maximumAnswerBytes,
  }
}
