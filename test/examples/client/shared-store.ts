/** Connects the instances of a service to one Redis: for tokens, which they then share, and for used proofs. */
import { createRedisReplayStore, createRedisTokenStore } from 'helseid-client/redis'
import { createClient } from 'redis'

/** In production `url` is `rediss://…`, with TLS and a password. */
export async function connectStores(url: string) {
  const redis = createClient({ url, disableOfflineQueue: true })
  // Without a listener a lost connection ends the process; with one, `redis` connects again.
  redis.on('error', ({ message, code }: Error & { code?: string }) => console.error(`Redis: ${message || code}`))
  await redis.connect()
  const store = createRedisTokenStore(redis)
  const replayStore = createRedisReplayStore(redis)
  return { store, replayStore, close: () => redis.close() }
}
