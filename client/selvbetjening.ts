/** Asks Selvbetjening about the client's keys; what it answers is bounded in time and size (helseid.md 7). */
import { audienceOf, selvbetjeningScope } from 'helseid-contract'
import type { JWK } from 'jose'
import { apiAddress } from './api-address.ts'
import { boundedFetch, networkReason } from './bounded-fetch.ts'
import type { ClientConfig, TokenRequestOptions } from './config.ts'
import { forLog } from './diagnostics.ts'
import { HelseIdError } from './errors.ts'
import { parseRetryAfter } from './retry.ts'
import { safeCause } from './safe-cause.ts'

export interface SelvbetjeningTools {
  readonly config: ClientConfig
  /** With a token and a proof. */
  readonly fetch: (url: string, init: RequestInit, request: TokenRequestOptions) => Promise<Response>
}

/** A registered key; "client secret" is NHN's word for it. */
interface ClientSecret {
  readonly kid?: unknown
  readonly jwkThumbprint?: unknown
  readonly expiration?: unknown
}

/** What Selvbetjening asks for. */
export const selvbetjeningToken = {
  scopes: [selvbetjeningScope],
  resource: audienceOf(selvbetjeningScope) as string,
}

/** When each registered key ends, by its kid, in epoch milliseconds; undefined where Selvbetjening does not say. @throws {HelseIdError} */
export async function registeredKeys(tools: SelvbetjeningTools): Promise<(kid: string) => number | undefined> {
  const listed = await callSelvbetjening(tools, { method: 'GET' })
  if (!Array.isArray(listed)) throw refusal('gave an answer that is no list of keys')
  const secrets: (ClientSecret | null)[] = listed
  // A key that was registered without a kid goes by its thumbprint, here as in the client.
  return (kid) => toTime(secrets.find((secret) => secret?.kid === kid || secret?.jwkThumbprint === kid)?.expiration)
}

/** Resolves with the time at which the key ends, where Selvbetjening says so. @throws {HelseIdError} */
export async function register(publicJwk: JWK, tools: SelvbetjeningTools): Promise<number | undefined> {
  const headers = { 'content-type': 'application/json' }
  const registered = await callSelvbetjening(tools, { method: 'POST', headers, body: JSON.stringify(publicJwk) })
  if (typeof registered !== 'object' || registered === null) throw refusal('gave an answer that speaks of no key')
  return toTime((registered as ClientSecret).expiration)
}

async function callSelvbetjening({ config, fetch }: SelvbetjeningTools, init: RequestInit): Promise<unknown> {
  const url = `${config.selvbetjening}/v1/client-secret`
  apiAddress(url, config)
  const ended = new AbortController()
  try {
    const response = await fetch(url, { ...init, signal: ended.signal }, selvbetjeningToken).catch(throwNetworkError)
    const read = { ...config, fetch: async () => response }
    return await parseResponse(await boundedFetch(url, {}, read).catch(throwNetworkError), config.now())
  } finally {
    // Ends what is still under way: the rest of an answer that is refused.
    ended.abort()
  }
}

async function parseResponse(response: Response, now: number): Promise<unknown> {
  const { status, ok, headers } = response
  const text = await response.text()
  if (status === 429 || status >= 500) {
    const retryAfter = parseRetryAfter(headers.get('retry-after'), now)
    throw new HelseIdError(`Selvbetjening answers ${status}: ${forLog(text)}`, {
      code: 'unavailable',
      status,
      retryAfter,
    })
  }
  if (!ok) throw refusal(`answers ${status}: ${forLog(text)}`, status)
  try {
    return JSON.parse(text)
  } catch {
    throw refusal(`gave an answer that is no JSON: ${forLog(text)}`, status)
  }
}

function refusal(what: string, status?: number): HelseIdError {
  return new HelseIdError(`Selvbetjening ${what}`, { code: 'selvbetjening_refused', status })
}

function throwNetworkError(cause: unknown): never {
  if (cause instanceof HelseIdError) throw cause
  const timedOut = cause instanceof DOMException && cause.name === 'TimeoutError'
  throw new HelseIdError(`no answer came from Selvbetjening: ${forLog(networkReason(cause))}`, {
    code: timedOut ? 'timeout' : 'network',
    cause: safeCause(cause),
  })
}

function toTime(expiration: unknown): number | undefined {
  const time = typeof expiration === 'string' ? Date.parse(expiration) : Number.NaN
  return Number.isNaN(time) ? undefined : time
}
