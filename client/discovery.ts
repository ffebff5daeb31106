/** HelseID's metadata, kept for a day as NHN asks; what is kept outlives a failure. */
import { endpoints } from 'helseid-contract'
import { type AuthorizationServer, processDiscoveryResponse } from 'oauth4webapi'
import { assertAvailable } from './assert-available.ts'
import { boundedFetch, type ResponseLimits } from './bounded-fetch.ts'
import { forLog, publish } from './diagnostics.ts'
import { HelseIdError } from './errors.ts'
import { safeCause } from './safe-cause.ts'

/** How long metadata is kept, in milliseconds (UP:funksjonelle_krav FK2 recommends 24 h). */
export const cacheLifetime = 24 * 60 * 60 * 1000

/** How soon after a failure it is asked for again where there is something kept, in milliseconds. */
const retryAfterFailure = 60_000

export interface DiscoveryTools extends ResponseLimits {
  readonly issuer: string
  readonly now: () => number
  /** Sees the headers of each answer. */
  readonly observe?: (headers: Headers, requestedAt: number) => void
}

/** Tries again what may succeed. */
type Retry = (run: () => Promise<AuthorizationServer>) => Promise<AuthorizationServer>

export interface Discovery {
  /** `retrying` is that of whoever asks first. Default: tried once. @throws {HelseIdError} `discovery_failed` where there is nothing kept */
  metadata(retry?: Retry): Promise<AuthorizationServer>
  /** The next call asks again; what is kept stays for the case that it fails. */
  refresh(): void
}

export function createDiscovery(tools: DiscoveryTools): Discovery {
  const { issuer, now } = tools
  let cached: AuthorizationServer | undefined
  let refreshAt = Number.NEGATIVE_INFINITY
  let pending: Promise<AuthorizationServer> | undefined

  const load = async (retry: Retry) => {
    let attempts = 0
    try {
      cached = await retry(() => {
        attempts++
        return fetchMetadata(tools)
      })
      refreshAt = now() + cacheLifetime
      return cached
    } catch (error) {
      const failure = discoveryFailed(error, issuer, attempts)
      if (cached === undefined) throw failure
      refreshAt = now() + retryAfterFailure
      publish('helseid-client:stale', { issuer, what: 'metadata', message: forLog(failure.message) })
      return cached
    } finally {
      pending = undefined
    }
  }
  return {
    async metadata(retry = (run) => run()) {
      if (cached !== undefined && now() < refreshAt) return cached
      pending ??= load(retry)
      return pending
    },
    refresh() {
      refreshAt = Number.NEGATIVE_INFINITY
    },
  }
}

async function fetchMetadata({ issuer, now, observe, ...limits }: DiscoveryTools): Promise<AuthorizationServer> {
  const requestedAt = now()
  const response = await boundedFetch(issuer + endpoints.discovery, { headers: { accept: 'application/json' } }, limits)
  observe?.(response.headers, requestedAt)
  await assertAvailable(response, now())
  return parseMetadata(response, issuer)
}

async function parseMetadata(response: Response, issuer: string): Promise<AuthorizationServer> {
  try {
    const metadata = await processDiscoveryResponse(new URL(issuer), response)
    // oauth4webapi compares URLs; HelseID's issuer has to be the very string.
    if (metadata.issuer !== issuer) throw new Error(`the metadata is that of "${metadata.issuer}"`)
    return metadata
  } catch (cause) {
    const { status, headers } = response
    const type = headers.get('content-type') ?? 'no content type'
    throw new HelseIdError(`the answer is no metadata (${status}, ${type}): ${(cause as Error).message}`, {
      code: 'invalid_response',
      status,
      cause: safeCause(cause),
    })
  }
}

function discoveryFailed(error: unknown, issuer: string, attempts: number): HelseIdError {
  const where = issuer + endpoints.discovery
  const known = error instanceof HelseIdError ? error : undefined
  const why = forLog(known?.reason ?? (error as Error).message)
  return new HelseIdError(`HelseID's metadata could not be had from ${where}: ${why}`, {
    code: 'discovery_failed',
    status: known?.status,
    retryAfter: known?.retryAfter,
    attempts,
    cause: known === undefined ? safeCause(error) : (known.cause ?? known),
  })
}
