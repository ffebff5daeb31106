/** Tries again what may succeed the next time: no connection, 429, 5xx; later each time, and as late as Retry-After says. */
import type { HelseIdError } from './errors.ts'

export interface RetryTools {
  /** How many further times. */
  readonly retries: number
  /** Longest Retry-After that is waited for, in seconds. */
  readonly maximumRetryAfter: number
  /** A number from 0 up to 1. */
  readonly random: () => number
  readonly wait: (milliseconds: number) => Promise<void>
  /** Told before each wait, which is in milliseconds. */
  readonly onRetry: (error: HelseIdError, wait: number) => void
}

/** The first wait, and the longest, in milliseconds. */
const [firstWait, maxWait] = [250, 5000]

/** `run` throws nothing but {@link HelseIdError} for what may be tried again. */
export async function withRetries<T>(run: () => Promise<T>, tools: RetryTools): Promise<T> {
  for (let failures = 0; ; failures++) {
    try {
      return await run()
    } catch (error) {
      const wait = failures < tools.retries ? waitAfter(error as HelseIdError, failures, tools) : undefined
      if (wait === undefined) throw error
      tools.onRetry(error as HelseIdError, wait)
      await tools.wait(wait)
    }
  }
}

/** In milliseconds; undefined where trying again does not help. */
function waitAfter(
  { code, error, retryAfter }: HelseIdError,
  failures: number,
  { maximumRetryAfter, random }: RetryTools,
): number | undefined {
  if ((code !== 'network' && code !== 'unavailable') || error === 'invalid_client') return undefined
  const backoff = Math.min(firstWait * 2 ** failures, maxWait) * (0.5 + random() / 2)
  if (retryAfter === undefined) return Math.round(backoff)
  if (retryAfter > maximumRetryAfter) return undefined
  // Many clients are told the same number: they do not all come back at the same moment. It may also be 0.
  return Math.round(Math.max(backoff, retryAfter * 1000 + random() * firstWait))
}

/** Retry-After in seconds: a number, or a date by the clock `now` (epoch milliseconds). RFC 9110 10.2.3 */
export function parseRetryAfter(value: string | null, now: number): number | undefined {
  if (value === null) return undefined
  if (/^\d+$/.test(value)) return Number(value)
  // Date.parse makes a date of "1.5" and "-1" too; an HTTP date begins with the day's name.
  const date = /^[a-z]/i.test(value) ? Date.parse(value) : Number.NaN
  return Number.isNaN(date) ? undefined : Math.max(0, Math.ceil((date - now) / 1000))
}
