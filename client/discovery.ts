/** HelseID's metadata, cached for a day as NHN recommends; the cached copy stays in use while a refresh fails. */
import { endpoints } from 'helseid-contract'
import { type AuthorizationServer, processDiscoveryResponse } from 'oauth4webapi'
import { type Clocks, infiniteAge, startAge } from './age.ts'
import { assertAvailable } from './assert-available.ts'
import { boundedFetch, type ResponseLimits } from './bounded-fetch.ts'
import { forLog, publish } from './diagnostics.ts'
import { HelseIdError } from './errors.ts'
import { safeCause } from './safe-cause.ts'
import { type SharedWork, shareWork } from './shared-work.ts'

/** How long metadata is cached, in milliseconds (UP:funksjonelle_krav FK2 recommends 24 h). */
export const cacheLifetime = 24 * 60 * 60 * 1000

/** Milliseconds from a failed refresh to the next attempt, while there is a cached copy. */
const retryAfterFailure = 60_000

export interface DiscoveryTools extends ResponseLimits, Clocks {
  readonly issuer: string
  /** Called with the headers of each response. */
  readonly observe?: (headers: Headers, requestedAt: number) => void
}

/** Retries a failure that may be temporary, until the signal aborts. */
type Retry = (run: () => Promise<AuthorizationServer>, signal: AbortSignal) => Promise<AuthorizationServer>

export interface Discovery {
  /**
   * Concurrent callers share one request, retried by the first caller's `retry`. Default: no retries.
   * @throws {HelseIdError} `discovery_failed` if nothing is cached
   * @throws the signal's reason if `signal` aborts
   */
  metadata(retry?: Retry, signal?: AbortSignal): Promise<AuthorizationServer>
  /** Makes the next call fetch again; the cached copy stays in case that fails. */
  refresh(): void
}

export function createDiscovery(tools: DiscoveryTools): Discovery {
  const { issuer } = tools
  let cached: AuthorizationServer | undefined
  /** Since the last fetch, which is repeated after `refreshAfter` milliseconds. */
  let age = infiniteAge
  let refreshAfter = 0
  let pending: SharedWork<AuthorizationServer> | undefined

  const refreshIn = (milliseconds: number) => {
    age = startAge(tools)
    refreshAfter = milliseconds
  }
  const load = async (retry: Retry, signal: AbortSignal) => {
    let attempts = 0
    try {
      cached = await retry(() => {
        attempts++
        return fetchMetadata(tools, signal)
      }, signal)
      refreshIn(cacheLifetime)
      return cached
    } catch (error) {
      signal.throwIfAborted()
      const failure = discoveryFailed(error, issuer, attempts)
      if (cached === undefined) throw failure
      refreshIn(retryAfterFailure)
      publish('helseid-client:stale', { issuer, what: 'metadata', message: forLog(failure.message) })
      return cached
    }
  }
  return {
    async metadata(retry = (run) => run(), signal) {
      signal?.throwIfAborted()
      if (cached !== undefined && age() < refreshAfter) return cached
      if (pending !== undefined) return pending.join(signal)
      const started = shareWork(
        (givenUp) => load(retry, givenUp),
        () => {
          if (pending === started) pending = undefined
        },
      )
      pending = started
      return started.join(signal)
    },
    refresh() {
      age = infiniteAge
    },
  }
}

async function fetchMetadata(
  { issuer, now, observe, ...limits }: DiscoveryTools,
  signal: AbortSignal,
): Promise<AuthorizationServer> {
  const requestedAt = now()
  const response = await boundedFetch(
    issuer + endpoints.discovery,
    { headers: { accept: 'application/json' }, signal },
    limits,
  )
  observe?.(response.headers, requestedAt)
  await assertAvailable(response, now())
  return parseMetadata(response, issuer)
}

async function parseMetadata(response: Response, issuer: string): Promise<AuthorizationServer> {
  try {
    const metadata = await processDiscoveryResponse(new URL(issuer), response)
    // oauth4webapi compares URLs; HelseID's issuer must be the identical string.
    if (metadata.issuer !== issuer) throw new Error(`the metadata belongs to the issuer "${metadata.issuer}"`)
    return metadata
  } catch (cause) {
    const { status, headers } = response
    const type = headers.get('content-type') ?? 'no content type'
    throw new HelseIdError(`the response is not valid metadata (${status}, ${type}): ${(cause as Error).message}`, {
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
  return new HelseIdError(`HelseID's metadata could not be fetched from ${where}: ${why}`, {
    code: 'discovery_failed',
    status: known?.status,
    retryAfter: known?.retryAfter,
    attempts,
    cause: known === undefined ? safeCause(error) : (known.cause ?? known),
  })
}
