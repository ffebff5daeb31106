/** The twin's two times: one for what it issues, and one for judging incoming requests. */

export interface Clock {
  /** Time for stamping tokens and for ageing keys, nonces and replay memory, in epoch milliseconds. */
  now(): number
  /** Time for judging whether incoming assertions and proofs are fresh, in epoch milliseconds. Default: real time. */
  incoming(): number
}

/** A length of time: the sum of its parts. */
export interface Duration {
  readonly days?: number
  readonly hours?: number
  readonly minutes?: number
  readonly seconds?: number
}

/** A point in time: a `Date`, ISO 8601, or epoch milliseconds. */
export type Time = Date | string | number

/** How a clock is set. Times are in epoch milliseconds. */
export interface ClockState {
  readonly real: number
  /** How far the twin’s time is from real time, in milliseconds; negative if it is behind. */
  readonly offset: number
  readonly frozen: boolean
  readonly incoming: 'real time' | 'twin'
}

/** A clock that can be moved. */
export interface TwinClock extends Clock {
  /** How the clock is set now. */
  readonly state: ClockState
  /**
   * Moves the twin's time forward, or back with negative numbers. Tokens, keys, nonces and replay memory age accordingly. Incoming
   * assertions and proofs are still judged by real time, unless `judgeIncoming` says otherwise.
   * @throws {TypeError} for an empty or misspelt duration, and for a time outside the years 1970 to 9999
   * @example
   * ```ts
   * sts.clock.advance({ minutes: 11 })
   * const refused = await fetch(api, { headers: { authorization: `DPoP ${accessToken}`, dpop: 'x' } })
   * expect(refused.status).toBe(401)
   * ```
   */
  advance(duration: Duration): void
  /** Sets the twin's time; it continues from there. @throws {TypeError} for an invalid time */
  set(time: Time): void
  /** Freezes the twin's time, now or at the given time. @throws {TypeError} for an invalid time */
  freeze(time?: Time): void
  /** Lets the twin's time continue from where it was frozen. */
  unfreeze(): void
  /**
   * Chooses the time by which incoming assertions and proofs are judged. Default: real time, because clients in other processes use
   * real time and would all be refused after the first `advance`.
   */
  judgeIncoming(by: 'real time' | 'the twin’s time'): void
  /** Returns to real time. */
  reset(): void
  /** Saves how the clock is set; `restore` sets it that way again. */
  settle(): { restore(): void }
}

const milliseconds = { days: 86_400_000, hours: 3_600_000, minutes: 60_000, seconds: 1000 } as const

/** The end of the year 9999, in epoch milliseconds. */
const lastTime = Date.UTC(9999, 11, 31, 23, 59, 59, 999)

/** `real` returns real time in epoch milliseconds. */
export function createClock(real: () => number = Date.now): TwinClock {
  let offset = 0
  let frozen: number | undefined
  let incomingFollows = false
  const now = () => frozen ?? real() + offset
  /** @throws {TypeError} for a time outside the years 1970 to 9999 */
  const move = (to: { offset: number; frozen: number | undefined }) => {
    const time = to.frozen ?? real() + to.offset
    if (!(time >= 0 && time <= lastTime))
      throw new TypeError('the time is outside the years 1970 to 9999: choose one between them')
    offset = to.offset
    frozen = to.frozen
  }
  return {
    now,
    incoming: () => (incomingFollows ? now() : real()),
    get state() {
      const time = real()
      const twin = frozen ?? time + offset
      const incoming: ClockState['incoming'] = incomingFollows ? 'twin' : 'real time'
      return { real: time, offset: twin - time, frozen: frozen !== undefined, incoming }
    },
    advance(duration) {
      const by = inMilliseconds(duration)
      move({ offset: offset + by, frozen: frozen === undefined ? undefined : frozen + by })
    },
    set(time) {
      const to = epoch(time)
      move({ offset: to - real(), frozen: frozen === undefined ? undefined : to })
    },
    freeze(time) {
      move({ offset, frozen: time === undefined ? now() : epoch(time) })
    },
    unfreeze() {
      if (frozen !== undefined) move({ offset: frozen - real(), frozen: undefined })
    },
    judgeIncoming(by) {
      incomingFollows = by === 'the twin’s time'
    },
    reset() {
      offset = 0
      frozen = undefined
      incomingFollows = false
    },
    settle() {
      const [offsetThen, frozenThen, followsThen] = [offset, frozen, incomingFollows] as const
      return {
        restore() {
          offset = offsetThen
          frozen = frozenThen
          incomingFollows = followsThen
        },
      }
    },
  }
}

/** @throws {TypeError} for an empty duration, an unknown part or a part that is not a number */
function inMilliseconds(duration: Duration): number {
  const parts = Object.entries(duration)
  const invalid = parts.filter(([part, amount]) => !(part in milliseconds) || !Number.isFinite(amount))
  if (invalid.length > 0 || parts.length === 0)
    throw new TypeError('a duration has days, hours, minutes or seconds, each a number, such as { minutes: 10 }')
  return Math.round(parts.reduce((sum, [part, amount]) => sum + amount * milliseconds[part as keyof Duration], 0))
}

/** @throws {TypeError} for an invalid time */
function epoch(time: Time): number {
  const value = time instanceof Date ? time.getTime() : typeof time === 'string' ? Date.parse(time) : time
  if (Number.isFinite(value)) return value
  throw new TypeError(
    `"${time}" is not a time: use a Date, ISO 8601 such as 2026-12-01T09:00:00Z, or epoch milliseconds`,
  )
}
