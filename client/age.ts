/** Measures ages by two clocks, so that a wall clock that jumps back does not make anything younger. */

export interface Clocks {
  /** The wall clock, in epoch milliseconds. */
  readonly now: () => number
  /** A clock that never jumps, in milliseconds since any moment. It may stop while the machine sleeps. */
  readonly monotonicNow: () => number
}

export const monotonicNow = (): number => performance.now()

/** Starts measuring; the result returns the age in milliseconds, by the clock that has advanced further. */
export function startAge({ now, monotonicNow }: Clocks): () => number {
  const [wall, monotonic] = [now(), monotonicNow()]
  return () => Math.max(now() - wall, monotonicNow() - monotonic)
}

/** The age of something that does not exist yet. */
export const infiniteAge = (): number => Number.POSITIVE_INFINITY
