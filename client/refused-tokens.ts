/** Remembers new tokens that an API refused, so that the client does not request another one for every call. */
import type { Token } from './token-cache.ts'

/** Milliseconds until another token is worth a try. */
const renewalInterval = 60_000

export interface RefusedTokens {
  note(token: Token): void
  has(token: Token): boolean
}

export function createRefusedTokens(now: () => number): RefusedTokens {
  const refusedAt = new WeakMap<Token, number>()
  return {
    note: (token) => void refusedAt.set(token, now()),
    has: (token) => now() - (refusedAt.get(token) ?? Number.NEGATIVE_INFINITY) < renewalInterval,
  }
}
