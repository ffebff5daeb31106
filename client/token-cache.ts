/** Keeps tokens while they are valid; however many callers, one exchange. */

/** A token and what is known of it. */
export interface Token {
  readonly accessToken: string
  readonly tokenType: 'DPoP' | 'Bearer'
  /** In epoch milliseconds of the client's clock. */
  readonly expiresAt: number
  /** Scopes, separated by spaces. */
  readonly scope: string
  /** Scopes withheld because the organisation has not accepted the terms of use. */
  readonly rejectedScope?: string
}

/** What may stand in a header as a token (RFC 6750 2.1); a header that refuses another text would quote it. */
export function isTokenText(text: string): boolean {
  return /^[\w.~+/=-]+$/.test(text)
}

/**
 * Keeps tokens for several processes, in Redis for example. What it is given are secrets: a token is good for whoever has
 * it and the DPoP key. A store that fails or hangs does not stop the client.
 */
export interface TokenStore {
  get(key: string): Promise<Token | undefined>
  /** To be kept until `token.expiresAt`. */
  set(key: string, token: Token): Promise<void>
  delete(key: string): Promise<void>
}

export interface TokenCacheTools {
  /** In epoch milliseconds. */
  readonly now: () => number
  /** In seconds. */
  readonly renewBefore: number
  readonly cacheSize: number
  /** Never rejects. */
  readonly store?: SharedTokens | undefined
}

/** A store, made so that its failures are reported and not thrown. */
export interface SharedTokens {
  get(key: string): Promise<Token | undefined>
  set(key: string, token: Token): Promise<void>
  delete(key: string, token: Token): Promise<void>
}

export interface TokenCache {
  /** The kept token, or the one that `exchange` brings; callers that come meanwhile share it. `renewal`: one was kept before. */
  get(key: string, exchange: (renewal: boolean) => Promise<Token>): Promise<Token>
  /** Forgets a token that an API has refused; a newer one stays. */
  forget(key: string, token: Token): Promise<void>
}

interface Entry {
  readonly token: Token
  /** From when on it is no longer handed out, in epoch milliseconds. */
  readonly renewAt: number
}

export function createTokenCache({ now, renewBefore, cacheSize, store }: TokenCacheTools): TokenCache {
  const cached = new Map<string, Entry>()
  const pending = new Map<string, Promise<Token>>()

  const put = (key: string, entry: Entry) => {
    cached.delete(key)
    cached.set(key, entry)
    const oldest = cached.keys().next().value
    if (cached.size > cacheSize && oldest !== undefined) cached.delete(oldest)
  }
  const margin = renewBefore * 1000

  const obtain = async (key: string, exchange: (renewal: boolean) => Promise<Token>) => {
    const shared = await store?.get(key)
    // Not the very token that is to be replaced: an API may have refused it, and it may not have left the store yet.
    const another = shared?.accessToken !== cached.get(key)?.token.accessToken
    if (shared !== undefined && another && shared.expiresAt - margin > now()) {
      put(key, { token: shared, renewAt: shared.expiresAt - margin })
      return shared
    }
    const token = await exchange(cached.has(key))
    // A token that is shorter than the margin would otherwise never be used twice, which NHN forbids (FK3).
    const renewAt = token.expiresAt - Math.min(margin, (token.expiresAt - now()) / 2)
    put(key, { token, renewAt })
    await store?.set(key, token)
    return token
  }

  return {
    async get(key, exchange) {
      const entry = cached.get(key)
      if (entry !== undefined && entry.renewAt > now()) {
        put(key, entry)
        return entry.token
      }
      const running = pending.get(key)
      if (running !== undefined) return running
      const started = obtain(key, exchange).finally(() => pending.delete(key))
      pending.set(key, started)
      return started
    },
    async forget(key, token) {
      if (cached.get(key)?.token.accessToken === token.accessToken)
        put(key, { token, renewAt: Number.NEGATIVE_INFINITY })
      await store?.delete(key, token)
    },
  }
}
