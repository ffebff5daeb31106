/** The times of a valid JWT, in whole epoch seconds. */
import { limits } from './limits.ts'

/** The correct `iat` and `nbf`: now. */
export function signedAt(now: number): number {
  return Math.floor(now)
}

/** The correct `exp` of an assertion: now plus its documented lifetime. */
export function endsAt(now: number): number {
  return signedAt(now) + limits.assertionLifetime
}
