/** Tells a call that ends from one that hangs. */
import { expect } from 'vitest'

/**
 * At least 60 times the timeouts that the tests configure: on a busy machine a call may end late, and only one that hangs
 * takes this long.
 */
export const hangs = 20_000

/** The result of a call, and how many milliseconds it took; fails if that is as long as a call that hangs. */
export async function inBoundedTime<T>(call: Promise<T>): Promise<{ result: T; elapsed: number }> {
  const started = performance.now()
  const result = await call
  const elapsed = performance.now() - started
  expect(elapsed).toBeLessThan(hangs)
  return { result, elapsed }
}
