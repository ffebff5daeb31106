/** Remembers new tokens that an API refused, so that the client does not request another one for every call. */
import { type Clocks, infiniteAge, startAge } from './age.ts'
import type { Token } from './token-cache.ts'

/** Milliseconds until another token is worth a try. */
const renewalInterval = 60_000

export interface RefusedTokens {
  note(token: Token): void
  has(token: Token): boolean
}

export function createRefusedTokens(clocks: Clocks): RefusedTokens {
  const ages = new WeakMap<Token, () => number>()
  return {
    note: (token) => void ages.set(token, startAge(clocks)),
    has: (token) => (ages.get(token) ?? infiniteAge)() < renewalInterval,
  }
}
