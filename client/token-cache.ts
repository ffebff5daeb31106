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

export interface TokenCache {
  /** The kept token, or the one that `exchange` brings; callers that come meanwhile share it. */
  get(key: string, exchange: () => Promise<Token>): Promise<Token>
  /** Forgets a token that an API has refused; a newer one stays. */
  forget(key: string, token: Token): void
}

/** How many tokens are kept: the one longest unused is dropped first. */
const limit = 1000

/** `renewBefore` is in seconds, `now` gives epoch milliseconds. */
export function createTokenCache(now: () => number, renewBefore: number): TokenCache {
  const kept = new Map<string, Token>()
  const underWay = new Map<string, Promise<Token>>()
  const keep = (key: string, token: Token) => {
    kept.delete(key)
    kept.set(key, token)
    const oldest = kept.keys().next().value
    if (kept.size > limit && oldest !== undefined) kept.delete(oldest)
  }
  return {
    async get(key, exchange) {
      const token = kept.get(key)
      if (token !== undefined && token.expiresAt - renewBefore * 1000 > now()) {
        keep(key, token)
        return token
      }
      const running = underWay.get(key)
      if (running !== undefined) return running
      const started = exchange()
        .then((fresh) => {
          keep(key, fresh)
          return fresh
        })
        .finally(() => underWay.delete(key))
      underWay.set(key, started)
      return started
    },
    forget(key, token) {
      if (kept.get(key) === token) kept.delete(key)
    },
  }
}
