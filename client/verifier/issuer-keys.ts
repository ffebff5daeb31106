/** The keys that an issuer signs with, kept for a day as NHN asks; what is kept outlives a failure for as long again. */
import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose'
import { boundedFetch, type ResponseLimits } from '../bounded-fetch.ts'
import { forLog, publish } from '../diagnostics.ts'
import { createDiscovery } from '../discovery.ts'

export interface IssuerKeysTools extends ResponseLimits {
  readonly issuer: string
  readonly now: () => number
  /** Seconds after asking in which an unknown `kid` does not have the keys asked for again. */
  readonly cooldown: number
  /** Seconds for which keys are kept, and for as long again where they cannot be had anew. */
  readonly lifetime: number
}

/** Fails closed: what cannot be had, and never could, verifies nothing. */
export function issuerKeys(tools: IssuerKeysTools): JWTVerifyGetKey {
  const { issuer, now, cooldown } = tools
  const lifetime = tools.lifetime * 1000
  const discovery = createDiscovery(tools)
  let cached: { readonly find: JWTVerifyGetKey; readonly at: number } | undefined
  let requestedAt = Number.NEGATIVE_INFINITY
  /** Why they could not be had anew the last time. */
  let failure: unknown
  let pending: Promise<void> | undefined

  const load = async () => {
    requestedAt = now()
    try {
      const { jwks_uri: address } = await discovery.metadata()
      if (address === undefined) throw new Error('the metadata has no jwks_uri')
      // Whoever can change what comes over plain HTTP could sign tokens.
      if (issuer.startsWith('https:') && new URL(address).protocol !== 'https:')
        throw new Error('the jwks_uri is not https')
      cached = { find: createLocalJWKSet(await fetchJwks(address, tools)), at: now() }
      failure = undefined
    } catch (error) {
      failure = error
      discovery.refresh()
      if (cached === undefined || now() - cached.at >= 2 * lifetime) throw error
      publish('helseid-client:stale', { issuer, what: 'jwks', message: forLog((error as Error).message) })
    } finally {
      pending = undefined
    }
  }
  const reload = () => {
    pending ??= load()
    return pending
  }
  const coolingDown = () => now() - requestedAt < cooldown * 1000

  return async (header, token) => {
    const age = cached === undefined ? Number.POSITIVE_INFINITY : now() - cached.at
    if (age >= 2 * lifetime || (age >= lifetime && !coolingDown())) await reload()
    const find = async () => (cached as NonNullable<typeof cached>).find(header, token)
    try {
      return await find()
    } catch (error) {
      if (!isUnknownKey(error)) throw error
    }
    // Whoever asks for the keys already is waited for.
    if (pending !== undefined || !coolingDown()) await reload()
    try {
      return await find()
    } catch (error) {
      // The key may be among those that nobody could see.
      throw isUnknownKey(error) ? (failure ?? error) : error
    }
  }
}

function isUnknownKey(error: unknown): boolean {
  return error instanceof errors.JWKSNoMatchingKey
}

async function fetchJwks(address: string, limits: ResponseLimits): Promise<JSONWebKeySet> {
  const accept = 'application/json, application/jwk-set+json'
  const response = await boundedFetch(address, { headers: { accept } }, limits)
  if (response.status !== 200) throw new Error(`the JWKS answered ${response.status}`)
  const set = (await response.json()) as JSONWebKeySet
  if (!Array.isArray(set?.keys) || set.keys.length === 0) throw new Error('the JWKS holds no keys')
  return set
}
