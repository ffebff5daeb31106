/** Bounds a caller's own `jwks` function in time, whatever it does. */
import type { JWTVerifyGetKey } from 'jose'
import { errorOf } from '../thrown.ts'
import { within } from '../within.ts'

/** Rejects with an Error where `keys` hangs, throws or rejects with anything. `timeout` is in seconds. */
export function boundedKeys(keys: JWTVerifyGetKey, timeout: number): JWTVerifyGetKey {
  return async (header, token) => {
    try {
      return await within(
        timeout,
        () => keys(header, token) as Awaited<ReturnType<JWTVerifyGetKey>>,
        () => new Error(`jwks did not answer within ${timeout} s`),
      )
    } catch (thrown) {
      throw errorOf(thrown)
    }
  }
}
