/** Caches tokens while they are valid; concurrent callers share one exchange. */

import { type Clocks, infiniteAge, startAge } from './age.ts'
import { type SharedWork, shareWork } from './shared-work.ts'

/** An access token and its details. */
export interface Token {
  readonly accessToken: string
  readonly tokenType: 'DPoP' | 'Bearer'
  /** Epoch milliseconds by the client's clock. */
  readonly expiresAt: number
  /** Scopes, separated by spaces. */
  readonly scope: string
  /** Scopes withheld because the organisation has not accepted the terms of use. */
  readonly rejectedScope?: string
}

/**
 * Whether the text may be a token in a header (RFC 6750 2.1). `Headers` quotes invalid text in its error, so check
 * first.
 */
export function isTokenText(text: string): boolean {
  return /^[\w.~+/=-]+$/.test(text)
}

/** A token as it is stored. A store keeps it whole. */
export interface StoredToken extends Token {
  /** Epoch milliseconds by the clock of the client that stored it, with which another client compares its own clock. */
  readonly storedAt: number
}

/**
 * Shares tokens between processes, through Redis for example. Tokens are secrets: anyone who has a token and its DPoP
 * key can use it. A store that fails, or does not respond within the client's `timeout`, is reported and does not stop
 * the client.
 */
export interface TokenStore {
  get(key: string): Promise<Token | undefined>
  /** Store the token, with all its members, until `token.expiresAt` (epoch milliseconds). */
  set(key: string, token: StoredToken): Promise<void>
  delete(key: string): Promise<void>
}

export interface TokenCacheTools extends Clocks {
  /** In seconds. */
  readonly renewBefore: number
  readonly cacheSize: number
  /** Never rejects. */
  readonly store?: SharedTokens | undefined
}

/** A store whose failures are reported instead of thrown. */
export interface SharedTokens {
  get(key: string, signal?: AbortSignal): Promise<(Token & Partial<StoredToken>) | undefined>
  set(key: string, token: StoredToken, signal?: AbortSignal): Promise<void>
  delete(key: string, token: Token, signal?: AbortSignal): Promise<void>
}

type Exchange = (renewal: boolean, signal: AbortSignal) => Promise<Token>

export interface TokenCache {
  /**
   * The cached token, or a new one from `exchange`, which concurrent callers share. `renewal`: it replaces a cached
   * token. The exchange is aborted when every caller's signal has aborted.
   */
  get(key: string, exchange: Exchange, signal?: AbortSignal): Promise<Token>
  /** Drops a token that an API refused; a newer one stays. */
  forget(key: string, token: Token, signal?: AbortSignal): Promise<void>
}

interface Entry {
  readonly token: Token
  /** Milliseconds, from when it was cached, after which it is no longer handed out. */
  readonly renewAfter: number
  readonly age: () => number
}

/** Milliseconds, one day: HelseID's tokens live minutes, and a wrong figure must not keep one for ever. */
const maxLife = 86_400_000

/** Milliseconds by which the clocks of clients that share a store may differ. */
const clockTolerance = 10_000

/** Milliseconds that a stored token lives, by this machine's clock; 0 if that clock is behind the one that stored it. */
function lifeOfStored({ expiresAt }: Token, storedAt: number | undefined, now: number): number {
  if (storedAt !== undefined && storedAt - now > clockTolerance) return 0
  return Math.min(expiresAt - now, maxLife)
}

export function createTokenCache({ renewBefore, cacheSize, store, ...clocks }: TokenCacheTools): TokenCache {
  const { now } = clocks
  const cached = new Map<string, Entry>()
  const pending = new Map<string, SharedWork<Token>>()

  const put = (key: string, entry: Entry) => {
    cached.delete(key)
    cached.set(key, entry)
    const oldest = cached.keys().next().value
    if (cached.size > cacheSize && oldest !== undefined) cached.delete(oldest)
  }
  const margin = renewBefore * 1000

  const obtain = async (key: string, exchange: Exchange, signal: AbortSignal) => {
    const stored = await store?.get(key, signal)
    // Never the token being replaced: an API may have refused it while it is still in the store.
    if (stored !== undefined && stored.accessToken !== cached.get(key)?.token.accessToken) {
      const { storedAt, ...token } = stored
      const renewAfter = lifeOfStored(token, storedAt, now()) - margin
      if (renewAfter > 0) {
        put(key, { token, renewAfter, age: startAge(clocks) })
        return token
      }
    }
    const token = await exchange(cached.has(key), signal)
    // A token that lives shorter than the margin would otherwise never be reused, and NHN requires reuse (FK3).
    const remaining = Math.min(token.expiresAt - now(), maxLife)
    put(key, { token, renewAfter: remaining - Math.min(margin, remaining / 2), age: startAge(clocks) })
    await store?.set(key, { ...token, storedAt: now() }, signal)
    return token
  }

  return {
    async get(key, exchange, signal) {
      signal?.throwIfAborted()
      const entry = cached.get(key)
      if (entry !== undefined && entry.age() < entry.renewAfter) {
        put(key, entry)
        return entry.token
      }
      const running = pending.get(key)
      if (running !== undefined) return running.join(signal)
      const started = shareWork(
        (givenUp) => obtain(key, exchange, givenUp),
        () => {
          if (pending.get(key) === started) pending.delete(key)
        },
      )
      pending.set(key, started)
      return started.join(signal)
    },
    async forget(key, token, signal) {
      if (cached.get(key)?.token.accessToken === token.accessToken) put(key, { token, renewAfter: 0, age: infiniteAge })
      await store?.delete(key, token, signal)
    },
  }
}
