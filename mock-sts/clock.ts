/** The twin's two times: what it stamps and ages, and what it judges incoming requests by. */

export interface Clock {
  /** Stamps tokens, ages keys, nonces and replay memory; epoch milliseconds. */
  now(): number
  /** Judges the freshness of incoming assertions and proofs; real time unless asked; epoch milliseconds. */
  incoming(): number
}

/** A span of time; its parts are added up. */
export interface Duration {
  readonly days?: number
  readonly hours?: number
  readonly minutes?: number
  readonly seconds?: number
}

/** A point in time: a `Date`, ISO 8601, or epoch milliseconds. */
export type Time = Date | string | number

/** A clock that can be moved. */
export interface TwinClock extends Clock {
  /** Moves the twin's time on, or back: what it has issued ages by as much. */
  advance(duration: Duration): void
  /** Puts the twin's time there; it goes on from then. @throws {TypeError} for what is no time */
  set(time: Time): void
  /** Lets the twin's time stand still, at once or at a time. @throws {TypeError} for what is no time */
  freeze(time?: Time): void
  /** Lets the twin's time go on from where it stands still. */
  unfreeze(): void
  /**
   * Whether incoming assertions and proofs are judged by the twin's time too. Default: false, for clients elsewhere go by real
   * time, and would all be refused after the first `advance`.
   */
  judgeIncoming(by: 'real time' | 'the twin’s time'): void
  /** Back to real time. */
  reset(): void
  /** Remembers how the clock is set; `restore` sets it so again. */
  settle(): { restore(): void }
}

const milliseconds = { days: 86_400_000, hours: 3_600_000, minutes: 60_000, seconds: 1000 } as const

/** The end of the year 9999, in epoch milliseconds. */
const lastTime = Date.UTC(9999, 11, 31, 23, 59, 59, 999)

/** `real` is the time of the world, in epoch milliseconds. */
export function createClock(real: () => number = Date.now): TwinClock {
  let offset = 0
  let frozen: number | undefined
  let incomingFollows = false
  const now = () => frozen ?? real() + offset
  /** @throws {TypeError} for a time that no calendar has */
  const move = (to: { offset: number; frozen: number | undefined }) => {
    const time = to.frozen ?? real() + to.offset
    if (!(time >= 0 && time <= lastTime))
      throw new TypeError('that is beyond the years 1970 to 9999: choose a time between them')
    offset = to.offset
    frozen = to.frozen
  }
  return {
    now,
    incoming: () => (incomingFollows ? now() : real()),
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

/** @throws {TypeError} for parts that are no spans of time */
function inMilliseconds(duration: Duration): number {
  const parts = Object.entries(duration)
  const invalid = parts.filter(([part, amount]) => !(part in milliseconds) || !Number.isFinite(amount))
  if (invalid.length > 0 || parts.length === 0)
    throw new TypeError('a duration has days, hours, minutes or seconds, each a number: { minutes: 10 }')
  return Math.round(parts.reduce((sum, [part, amount]) => sum + amount * milliseconds[part as keyof Duration], 0))
}

/** @throws {TypeError} for what is no time */
function epoch(time: Time): number {
  const value = time instanceof Date ? time.getTime() : typeof time === 'string' ? Date.parse(time) : time
  if (Number.isFinite(value)) return value
  throw new TypeError(`"${time}" is no time: use a Date, ISO 8601 such as 2026-12-01T09:00:00Z, or epoch milliseconds`)
}
