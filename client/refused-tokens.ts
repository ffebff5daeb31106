/** Tokens that an API refused though they were new: a further one would be refused too, and HelseID is not asked for it each time. */
import type { Token } from './token-cache.ts'

/** After so long a further one is worth a try, in milliseconds. */
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
