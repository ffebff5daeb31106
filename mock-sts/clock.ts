/** The twin's two times: what it stamps and ages, and what it judges incoming requests by. */

export interface Clock {
  /** Stamps tokens, ages nonces and replay memory; epoch milliseconds. */
  now(): number
  /** Judges the freshness of incoming assertions and proofs; real time unless asked; epoch milliseconds. */
  incoming(): number
}

export function createClock(now: () => number = Date.now): Clock {
  return { now, incoming: now }
}
