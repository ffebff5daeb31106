/** Stores for Redis 7 or Valkey, shared by all instances of a service: for a client's tokens, and a verifier's used proofs. */
import { abortable } from './abortable.ts'
import type { Token, TokenStore } from './token-cache.ts'
import type { ReplayStore } from './verifier/replay-store.ts'

/** What the stores use of a connected client of `redis` (node-redis), or of any client that sends plain commands. */
export interface RedisClient {
  /** Sends a command, such as `['GET', key]`, and resolves with Redis' reply. */
  sendCommand(command: readonly string[], options?: { readonly abortSignal?: AbortSignal }): Promise<unknown>
}

export interface RedisStoreOptions {
  /** Start of every key, the same for all instances that share tokens or used proofs. Default: `helseid:proof:` for used proofs, `helseid:token:` for tokens. */
  readonly prefix?: string
  /**
   * Seconds to wait for Redis, up to 300. A verifier also waits no longer than its `replayTimeout`: the shorter one wins.
   * Default: 1.
   */
  readonly timeout?: number
  /** The clock, in epoch milliseconds. Default: `Date.now`. */
  readonly now?: () => number
}

/**
 * Creates the `replayStore` of `createTokenVerifier`: a proof that one instance accepted is refused by all others. Checking and storing
 * are one command, `SET key 1 PX … NX`. Redis gets the time that is left, not the moment, so its clock does not matter.
 *
 * Redis must not lose used proofs: set `maxmemory-policy noeviction`, and `appendonly yes` with `appendfsync always`. A
 * proof accepted just before a failover can be used once more, because replication is asynchronous.
 *
 * Its method rejects if Redis fails or does not reply in time; the verifier then refuses the request with 503.
 * @example
 * ```ts
 * const replayStore = createRedisReplayStore(redis)
 * const verify = createTokenVerifier({ issuer, audience: 'nhn:example', replayStore })
 * ```
 * @throws {TypeError} for a client without `sendCommand`, or options that are not valid
 */
export function createRedisReplayStore(client: RedisClient, options: RedisStoreOptions = {}): ReplayStore {
  const { send, prefix, now } = connect(client, { prefix: 'helseid:proof:', ...options })
  return {
    async remember(id, until) {
      const reply = await send(['SET', prefix + id, '1', 'PX', lifetime(until, now()), 'NX'])
      if (reply !== 'OK' && reply !== null) throw new TypeError('Redis replied neither OK nor nil to SET … NX')
      return reply === null
    },
  }
}

/**
 * Creates the `store` of `createHelseIdClient`: instances that share it, and a `dpopKey`, share their tokens. Tokens are secrets: use TLS and
 * a password, and let no one else read the keys under `prefix`.
 *
 * Its methods reject if Redis fails or does not reply in time; the client then goes on without the store.
 * @example
 * ```ts
 * const store = createRedisTokenStore(redis)
 * const client = createHelseIdClient({ issuer, clientId: 'c', key, dpopKey, scopes, store })
 * ```
 * @throws {TypeError} for a client without `sendCommand`, or options that are not valid
 */
export function createRedisTokenStore(client: RedisClient, options: RedisStoreOptions = {}): TokenStore {
  const { send, prefix, now } = connect(client, { prefix: 'helseid:token:', ...options })
  return {
    async get(key) {
      const text = await send(['GET', prefix + key])
      return typeof text === 'string' ? parse(text) : undefined
    },
    async set(key, token) {
      await send(['SET', prefix + key, JSON.stringify(token), 'PX', lifetime(token.expiresAt, now())])
    },
    async delete(key) {
      await send(['DEL', prefix + key])
    },
  }
}

/** The client validates what it gets; a message about JSON would quote the token. */
function parse(text: string): Token {
  try {
    return JSON.parse(text) as Token
  } catch {
    throw new TypeError('the value in Redis is not JSON')
  }
}

/** Milliseconds until then. Redis refuses 0. */
function lifetime(until: number, now: number): string {
  return String(Math.max(1, Math.ceil(until - now)))
}

function connect(client: RedisClient, { prefix = '', timeout = 1, now = Date.now }: RedisStoreOptions) {
  if (typeof client?.sendCommand !== 'function')
    throw new TypeError('give a client of the package redis: an object with the method sendCommand')
  if (typeof prefix !== 'string') throw new TypeError('prefix must be a string')
  if (typeof timeout !== 'number' || !(timeout > 0 && timeout <= 300))
    throw new TypeError('timeout must be a number of seconds above 0 and up to 300')
  if (typeof now !== 'function') throw new TypeError('now must be a function')
  const send = async (command: readonly string[]) => {
    // Its timer does not hold the process, and it takes the command back if that still waits for a connection.
    const signal = AbortSignal.timeout(timeout * 1000)
    try {
      return await abortable(async () => client.sendCommand(command, { abortSignal: signal }), signal)
    } catch (error) {
      throw signal.aborted ? new Error(`Redis did not reply within ${timeout} s`) : error
    }
  }
  return { send, prefix, now }
}
