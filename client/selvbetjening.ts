/** Reads and registers the client's keys at Selvbetjening, within limits of time and size (helseid.md 7). */
import { audienceOf, selvbetjeningScope } from 'helseid-contract'
import type { JWK } from 'jose'
import { apiAddress } from './api-address.ts'
import { boundedFetch, networkReason } from './bounded-fetch.ts'
import { skewIn } from './clock-watch.ts'
import type { ClientConfig, TokenRequestOptions } from './config.ts'
import { forLog } from './diagnostics.ts'
import { HelseIdError } from './errors.ts'
import { parseRetryAfter } from './retry.ts'
import { safeCause } from './safe-cause.ts'

export interface SelvbetjeningTools {
  readonly config: ClientConfig
  /** Adds a token and a proof. */
  readonly fetch: (url: string, init: RequestInit, request: TokenRequestOptions) => Promise<Response>
}

/** A registered key; NHN calls it a "client secret". */
interface ClientSecret {
  readonly kid?: unknown
  readonly jwkThumbprint?: unknown
  readonly expiration?: unknown
}

/** The token that Selvbetjening requires. */
export const selvbetjeningToken = {
  scopes: [selvbetjeningScope],
  resource: audienceOf(selvbetjeningScope) as string,
}

/**
 * Resolves with a lookup from `kid` to the key's expiry in epoch milliseconds; undefined if Selvbetjening does not say.
 * @throws {HelseIdError}
 */
export async function registeredKeys(tools: SelvbetjeningTools): Promise<(kid: string) => number | undefined> {
  const listed = await callSelvbetjening(tools, { method: 'GET' })
  if (!Array.isArray(listed)) throw refusal('returned something that is not a list of keys')
  const secrets: (ClientSecret | null)[] = listed
  // A key registered without a kid is identified by its thumbprint, as in the client.
  return (kid) => toTime(secrets.find((secret) => secret?.kid === kid || secret?.jwkThumbprint === kid)?.expiration)
}

/** Resolves with the key's expiry in epoch milliseconds, if Selvbetjening says. @throws {HelseIdError} */
export async function register(publicJwk: JWK, tools: SelvbetjeningTools): Promise<number | undefined> {
  const headers = { 'content-type': 'application/json' }
  const registered = await callSelvbetjening(tools, { method: 'POST', headers, body: JSON.stringify(publicJwk) })
  if (typeof registered !== 'object' || registered === null) throw refusal('returned something that is not a key')
  return toTime((registered as ClientSecret).expiration)
}

async function callSelvbetjening({ config, fetch }: SelvbetjeningTools, init: RequestInit): Promise<unknown> {
  const url = `${config.selvbetjening}/v1/client-secret`
  apiAddress(url, config)
  const ended = new AbortController()
  try {
    const requestedAt = config.now()
    const response = await fetch(url, { ...init, signal: ended.signal }, selvbetjeningToken).catch(throwNetworkError)
    const clockSkew = skewIn(response.headers, requestedAt, config.now())
    const read = { ...config, fetch: async () => response }
    const bounded = await boundedFetch(url, {}, read).catch(throwNetworkError)
    return await parseResponse(bounded, config.now(), clockSkew)
  } finally {
    // Cancels a download that is still running, such as the rest of a refused response.
    ended.abort()
  }
}

async function parseResponse(response: Response, now: number, clockSkew: number | undefined): Promise<unknown> {
  const { status, ok, headers } = response
  const text = await response.text()
  if (status === 429 || status >= 500) {
    const retryAfter = parseRetryAfter(headers.get('retry-after'), now)
    throw new HelseIdError(`Selvbetjening returned ${status}: ${forLog(text)}`, {
      code: 'unavailable',
      status,
      retryAfter,
    })
  }
  if (!ok) throw refusal(`returned ${status}: ${forLog(text)}`, status).with({ clockSkew })
  try {
    return JSON.parse(text)
  } catch {
    throw refusal(`returned something that is not JSON: ${forLog(text)}`, status)
  }
}

function refusal(what: string, status?: number): HelseIdError {
  return new HelseIdError(`Selvbetjening ${what}`, { code: 'selvbetjening_refused', status })
}

function throwNetworkError(cause: unknown): never {
  if (cause instanceof HelseIdError) throw cause
  const timedOut = cause instanceof DOMException && cause.name === 'TimeoutError'
  throw new HelseIdError(`no response from Selvbetjening: ${forLog(networkReason(cause))}`, {
    code: timedOut ? 'timeout' : 'network',
    cause: safeCause(cause),
  })
}

function toTime(expiration: unknown): number | undefined {
  const time = typeof expiration === 'string' ? Date.parse(expiration) : Number.NaN
  return Number.isNaN(time) ? undefined : time
}
