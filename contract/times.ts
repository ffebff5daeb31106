/** The times of a good JWT, in whole epoch seconds. */
import { limits } from './limits.ts'

/** The right `iat` and `nbf`: now. */
export function signedAt(now: number): number {
  return Math.floor(now)
}

/** The right `exp` of an assertion: its documented lifetime from now. */
export function endsAt(now: number): number {
  return signedAt(now) + limits.assertionLifetime
}
