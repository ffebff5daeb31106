/** Compares this machine's clock with the Date header of HelseID's responses (FK4: clocks are synchronised). */
import { limits } from 'helseid-contract'
import { publish } from './diagnostics.ts'

export interface ClockWatch {
  /** Reads the Date of the response to a request sent at `requestedAt` (epoch milliseconds). */
  observe(headers: Headers, requestedAt: number): void
  /**
   * Seconds by which HelseID's clock is ahead of this machine's; undefined if the difference is too small to matter.
   */
  readonly skew: number | undefined
}

/** Seconds: half an assertion's lifetime. With a larger difference, one further delay makes an assertion expire. */
const threshold = limits.assertionLifetime / 2

export function createClockWatch({
  clientId,
  issuer,
  now,
}: {
  readonly clientId: string
  readonly issuer: string
  readonly now: () => number
}): ClockWatch {
  let skew: number | undefined
  let reported = 0
  return {
    observe(headers, requestedAt) {
      const seconds = secondsAhead(headers, requestedAt, now())
      if (seconds === undefined) return
      skew = significant(seconds)
      if (Math.abs(seconds - reported) <= threshold) return
      reported = seconds
      publish('helseid-client:clock-skew', { clientId, issuer, seconds })
    },
    get skew() {
      return skew
    },
  }
}

/** Seconds by which the clock of any server is ahead of this machine's; undefined if too few to matter, or unknown. */
export function skewIn(headers: Headers, requestedAt: number, receivedAt: number): number | undefined {
  return significant(secondsAhead(headers, requestedAt, receivedAt) ?? 0)
}

function significant(seconds: number): number | undefined {
  return Math.abs(seconds) > threshold ? seconds : undefined
}

/** The smallest difference that explains a Date, which has whole seconds, between request and response. */
function secondsAhead(headers: Headers, requestedAt: number, receivedAt: number): number | undefined {
  const date = Date.parse(headers.get('date') ?? '')
  if (Number.isNaN(date)) return undefined
  if (date > receivedAt) return Math.round((date - receivedAt) / 1000)
  return date + 1000 < requestedAt ? -Math.round((requestedAt - date - 1000) / 1000) : 0
}
