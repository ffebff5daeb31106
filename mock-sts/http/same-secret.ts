/** Compares secrets without revealing by the time it takes where they differ. */
import { createHash, timingSafeEqual } from 'node:crypto'

/** True for equal texts. Compares digests, so that texts of different lengths take the same time. */
export function sameSecret(one: string, other: string): boolean {
  return timingSafeEqual(digest(one), digest(other))
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
