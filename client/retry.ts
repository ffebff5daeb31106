/** Retries failed connections, 429 and 5xx with exponential backoff, and honours Retry-After. */
import { abortable } from './abortable.ts'
import type { HelseIdError } from './errors.ts'

export interface RetryTools {
  /** Number of retries after the first attempt. */
  readonly retries: number
  /** Seconds. A longer Retry-After is not waited for. */
  readonly maximumRetryAfter: number
  /** A number from 0 up to 1. */
  readonly random: () => number
  readonly wait: (milliseconds: number, signal?: AbortSignal) => Promise<void>
  /** Ends the waits. */
  readonly signal?: AbortSignal | undefined
  /** Called before each wait, which is in milliseconds. */
  readonly onRetry: (error: HelseIdError, wait: number) => void
}

/** Milliseconds of the first and of the longest wait. */
const [firstWait, maxWait] = [250, 5000]

/** `run` throws {@link HelseIdError} for everything that may be retried. */
export async function withRetries<T>(run: () => Promise<T>, tools: RetryTools): Promise<T> {
  for (let failures = 0; ; failures++) {
    try {
      return await run()
    } catch (error) {
      const wait = failures < tools.retries ? waitAfter(error as HelseIdError, failures, tools) : undefined
      if (wait === undefined) throw error
      tools.onRetry(error as HelseIdError, wait)
      await abortable(() => tools.wait(wait, tools.signal), tools.signal)
    }
  }
}

/** Milliseconds to wait; undefined if a retry does not help. */
function waitAfter(
  { code, error, retryAfter }: HelseIdError,
  failures: number,
  { maximumRetryAfter, random }: RetryTools,
): number | undefined {
  if ((code !== 'network' && code !== 'unavailable') || error === 'invalid_client') return undefined
  const backoff = Math.min(firstWait * 2 ** failures, maxWait) * (0.5 + random() / 2)
  if (retryAfter === undefined) return Math.round(backoff)
  if (retryAfter > maximumRetryAfter) return undefined
  // Many clients get the same Retry-After: the jitter spreads them. Retry-After may also be 0, hence the backoff.
  return Math.round(Math.max(backoff, retryAfter * 1000 + random() * firstWait))
}

/** Parses Retry-After, a number or a date, into seconds from `now` (epoch milliseconds). RFC 9110 10.2.3 */
export function parseRetryAfter(value: string | null, now: number): number | undefined {
  if (value === null) return undefined
  if (/^\d+$/.test(value)) return Number(value)
  // Date.parse also accepts "1.5" and "-1"; an HTTP date starts with the name of the day.
  const date = /^[a-z]/i.test(value) ? Date.parse(value) : Number.NaN
  return Number.isNaN(date) ? undefined : Math.max(0, Math.ceil((date - now) / 1000))
}
