/** Notices by the answers' Date header when this machine's clock differs from HelseID's (FK4: clocks are synchronised). */
import { limits } from 'helseid-contract'
import { publish } from './diagnostics.ts'

export interface ClockWatch {
  /** Reads the Date of an answer that was asked for at `asked`, in epoch milliseconds. */
  observe(headers: Headers, requestedAt: number): void
  /** Seconds that HelseID's clock is ahead of this machine's; undefined while that is too little to matter. */
  readonly skew: number | undefined
}

/** Half an assertion's lifetime: more than this, and one more delay makes an assertion stale. In seconds. */
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
      const date = Date.parse(headers.get('date') ?? '')
      if (Number.isNaN(date)) return
      const seconds = secondsAhead(date, requestedAt, now())
      skew = Math.abs(seconds) > threshold ? seconds : undefined
      if (Math.abs(seconds - reported) <= threshold) return
      reported = seconds
      publish('helseid-client:clock-skew', { clientId, issuer, seconds })
    },
    get skew() {
      return skew
    },
  }
}

/** The least difference that explains a Date, which has whole seconds, between question and answer. */
function secondsAhead(date: number, requestedAt: number, receivedAt: number): number {
  if (date > receivedAt) return Math.round((date - receivedAt) / 1000)
  return date + 1000 < requestedAt ? -Math.round((requestedAt - date - 1000) / 1000) : 0
}
