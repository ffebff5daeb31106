/** An issuer's signing keys, cached for a day as NHN recommends, and for another day if they cannot be refreshed. */
import { canonicalKey, isAbsent } from 'helseid-contract'
import { createLocalJWKSet, errors, type JSONWebKeySet, type JWK, type JWTVerifyGetKey } from 'jose'
import { type Clocks, infiniteAge, startAge } from '../age.ts'
import { boundedFetch, type ResponseLimits } from '../bounded-fetch.ts'
import { forLog, publish } from '../diagnostics.ts'
import { createDiscovery } from '../discovery.ts'
import { type EndpointRules, endpointProblem } from '../endpoint-problem.ts'
import { isProductionLike, isPublished } from '../published-keys.ts'
import { TokenRefused } from './token-refused.ts'

export interface IssuerKeysTools extends ResponseLimits, Clocks, EndpointRules {
  /** Seconds after a fetch during which an unknown `kid` does not trigger another; after a failed one, no token does. */
  readonly cooldown: number
  /** Seconds to cache the keys, and to keep using them after that if they cannot be refreshed. */
  readonly lifetime: number
}

/** HelseID publishes a few keys; every token is compared with each of them. */
const maxKeys = 100

/** Fails closed: without keys, nothing is verified. While the issuer fails, it is requested once per `cooldown`. */
export function issuerKeys(tools: IssuerKeysTools): JWTVerifyGetKey {
  const { issuer, now, cooldown } = tools
  const lifetime = tools.lifetime * 1000
  const discovery = createDiscovery(tools)
  const published = createPublishedKeyGuard(issuer)
  let cached: { readonly find: JWTVerifyGetKey; readonly age: () => number } | undefined
  let sinceRequest = infiniteAge
  let requestedAt = Number.NEGATIVE_INFINITY
  /** Why the last refresh failed. */
  let failure: unknown
  let pending: Promise<void> | undefined

  const noteRequest = () => {
    sinceRequest = startAge(tools)
    requestedAt = now()
  }
  const load = async () => {
    noteRequest()
    try {
      const { jwks_uri: address } = await discovery.metadata()
      // Anyone who can tamper with plain HTTP could sign tokens.
      const problem = endpointProblem('jwks_uri', address, tools)
      if (problem !== undefined) throw new Error(problem)
      const jwks = published.withoutPublished(await fetchJwks(String(address), tools))
      cached = { find: createLocalJWKSet(jwks), age: startAge(tools) }
      failure = undefined
    } catch (error) {
      failure = error
      // The failure itself may have taken longer than the cool-down.
      noteRequest()
      discovery.refresh()
      if (cached === undefined || cached.age() >= 2 * lifetime) throw error
      publish('helseid-client:stale', { issuer, what: 'jwks', message: forLog((error as Error).message) })
    } finally {
      pending = undefined
    }
  }
  const reload = () => {
    pending ??= load()
    return pending
  }
  // A clock that jumped, ahead or back, ends the wait.
  const coolingDown = () => Math.max(sinceRequest(), requestedAt - now()) < cooldown * 1000

  return async (header, token) => {
    const age = (cached?.age ?? infiniteAge)()
    const usable = age < 2 * lifetime
    if (!usable && pending === undefined && failure !== undefined && coolingDown()) throw failure
    if (!usable || (age >= lifetime && !coolingDown())) await reload()
    published.check(header.kid)
    const find = async () => (cached as NonNullable<typeof cached>).find(header, token)
    try {
      return await find()
    } catch (error) {
      if (!isUnknownKey(error)) throw error
    }
    // Joins a fetch that is already running.
    if (pending !== undefined || !coolingDown()) await reload()
    published.check(header.kid)
    try {
      return await find()
    } catch (error) {
      // The key may be among those that could not be fetched.
      throw isUnknownKey(error) ? (failure ?? error) : error
    }
  }
}

/** Leaves published keys out of a production-like issuer's keys, and refuses the tokens that name one of them. */
function createPublishedKeyGuard(issuer: string) {
  const isGuarding = isProductionLike(issuer)
  let published: readonly (string | undefined)[] = []
  let isReported = false
  return {
    withoutPublished(jwks: JSONWebKeySet): JSONWebKeySet {
      if (!isGuarding) return jwks
      published = jwks.keys.filter(isPublished).map(({ kid }) => kid)
      return { ...jwks, keys: jwks.keys.filter((jwk) => !isPublished(jwk)) }
    },
    /** @throws {TokenRefused} `keys-unavailable` */
    check(kid: string | undefined): void {
      if (kid === undefined || !published.includes(kid)) return
      if (!isReported) publish('helseid-client:published-key', { issuer, what: 'signing key', kid: forLog(kid) })
      isReported = true
      throw new TokenRefused(
        'keys-unavailable',
        `the issuer ${issuer} is a twin that signs with a published key, so anyone can issue its tokens: ` +
          'configure HelseID with `environment`, or start the twin with --signing-keys generated',
      )
    },
  }
}

function isUnknownKey(error: unknown): boolean {
  return error instanceof errors.JWKSNoMatchingKey
}

async function fetchJwks(address: string, limits: ResponseLimits): Promise<JSONWebKeySet> {
  const accept = 'application/json, application/jwk-set+json'
  const response = await boundedFetch(address, { headers: { accept } }, limits)
  if (response.status !== 200) throw new Error(`the JWKS endpoint returned ${response.status}`)
  const set = (await response.json()) as JSONWebKeySet
  if (!Array.isArray(set?.keys) || set.keys.length === 0) throw new Error('the JWKS has no keys')
  if (set.keys.length > maxKeys) throw new Error(`the JWKS has more than ${maxKeys} keys`)
  if (set.keys.some((key) => typeof key !== 'object' || key === null))
    throw new Error('the JWKS has a key that is not an object')
  return { keys: set.keys.flatMap(readKey) }
}

/**
 * A key in its canonical spelling, with what selects it, or nothing if it is not a complete key. jose would read some of
 * those in one way and the list of published keys in another.
 */
function readKey(jwk: JWK): readonly JWK[] {
  try {
    const { kid, use, alg, key_ops } = jwk
    const selectors = Object.entries({ kid, use, alg, key_ops }).filter(([, value]) => !isAbsent(value))
    return [{ ...Object.fromEntries(selectors), ...canonicalKey(jwk).publicJwk } as JWK]
  } catch {
    // An issuer may publish keys of kinds that are unknown here, which it uses for others.
    return []
  }
}
