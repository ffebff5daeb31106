/** Stores tokens in Redis for all instances of a service, which must share a `dpopKey` too. */
import type { Token, TokenStore } from 'helseid-client'

/** The methods of `ioredis`; with `redis`, pass `{ PXAT: token.expiresAt }` as the last argument of `set`. */
interface Redis {
  get(key: string): Promise<string | null>
  set(key: string, value: string, mode: 'PXAT', at: number): Promise<unknown>
  del(key: string): Promise<unknown>
}

export function redisStore(redis: Redis): TokenStore {
  return {
    async get(key) {
      const text = await redis.get(key)
      return text === null ? undefined : (JSON.parse(text) as Token)
    },
    async set(key, token) {
      await redis.set(key, JSON.stringify(token), 'PXAT', token.expiresAt)
    },
    async delete(key) {
      await redis.del(key)
    },
  }
}
