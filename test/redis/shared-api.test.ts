/** The example of an API whose instances share used proofs, and what their memory requires of Redis. */
import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createHelseIdClient } from 'helseid-client'
import { createRedisReplayStore } from 'helseid-client/redis'
import { startMockSts } from 'helseid-mock'
import { createClient } from 'redis'
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { startApi } from '../examples/client/shared-api.ts'
import { demoClient } from '../mock-sts/demo/demo-client.ts'
import { redisFolder, startRedis } from './redis-server.ts'

const origin = 'https://api.example'
const { clientId, privateJwk: key, registration, scope } = demoClient

/** A Redis that ends with the test. */
async function startedRedis(...from: Parameters<typeof startRedis>) {
  const server = await startRedis(...from)
  onTestFinished(() => server.stop())
  return server
}

async function twin() {
  const sts = await startMockSts({ port: 0, clients: [registration] })
  onTestFinished(() => sts.close())
  const issuer = sts.issuer('test')
  const client = createHelseIdClient({ issuer, clientId, key, scopes: [scope] })
  return { issuer, headers: () => client.headersFor(`${origin}/things`) }
}

async function started(starting: Promise<Server>) {
  const server = await starting
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())))
  if (!server.listening) await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return async (headers: Record<string, string>) => {
    // A kept connection would delay the end of the server.
    const response = await fetch(`http://localhost:${port}/things`, { headers: { ...headers, connection: 'close' } })
    return [response.status, ((await response.json()) as { error?: string }).error]
  }
}

describe('the example of an API that shares used proofs', () => {
  const logged = vi.spyOn(console, 'error')
  beforeEach(() => void logged.mockReset().mockImplementation(() => undefined))

  it('refuses a proof that another instance accepted', async () => {
    const { path } = await startedRedis()
    const { issuer, headers } = await twin()
    const [one, other] = await Promise.all([1, 2].map(() => started(startApi({ issuer, origin }, `unix://${path}`, 0))))
    const sent = await headers()
    expect([await one?.(sent), await other?.(sent)]).toEqual([
      [200, undefined],
      [401, 'proof-replayed'],
    ])
  })

  it('answers 503 while Redis is down, logs why, and goes on when Redis is back', async () => {
    const place = redisFolder()
    const redis = await startRedis(place)
    const { issuer, headers } = await twin()
    const call = await started(startApi({ issuer, origin }, `unix://${place.path}`, 0))
    expect(await call(await headers())).toEqual([200, undefined])
    await redis.crash()
    expect(await call(await headers())).toEqual([503, 'replay-store-unavailable'])
    const lines = logged.mock.calls.map(([line]) => String(line))
    expect(lines.filter((line) => line.startsWith('replay-store-unavailable: '))).toHaveLength(1)
    await startedRedis(place)
    // `redis` connects again by itself, some time within two seconds.
    await vi.waitFor(async () => expect(await call(await headers())).toEqual([200, undefined]), { timeout: 60_000 })
  })

  it('does not wait for a Redis that it is not connected to', async () => {
    const redis = await startedRedis()
    const { issuer, headers } = await twin()
    const call = await started(startApi({ issuer, origin }, `unix://${redis.path}`, 0))
    await redis.crash()
    await call(await headers())
    logged.mockClear()
    expect(await call(await headers())).toEqual([503, 'replay-store-unavailable'])
    // With the queue, it would be "Redis did not reply within 1 s".
    expect(logged.mock.calls.map(([line]) => String(line))).toContainEqual(
      'replay-store-unavailable: the store of used proofs could not be consulted: The client is offline',
    )
  })

  it('starts once Redis answers', async () => {
    const place = redisFolder()
    const { issuer, headers } = await twin()
    const starting = started(startApi({ issuer, origin }, `unix://${place.path}`, 0))
    // Each failed attempt is logged.
    await vi.waitFor(() => expect(logged.mock.calls.length).toBeGreaterThan(1), { timeout: 60_000 })
    expect(logged.mock.calls[0]).toEqual([expect.stringMatching(/^Redis: .*ENOENT/)])
    await startedRedis(place)
    expect(await (await starting)(await headers())).toEqual([200, undefined])
  })
})

it('a service that does not await connect starts without Redis, and refuses proofs until Redis answers', async () => {
  const place = redisFolder()
  const redis = createClient({ url: `unix://${place.path}`, disableOfflineQueue: true })
  onTestFinished(() => redis.destroy())
  redis.on('error', () => undefined)
  const connecting = redis.connect()
  const store = createRedisReplayStore(redis)
  const until = Date.now() + 600_000
  await expect(store.remember('early', until)).rejects.toThrow('The client is offline')
  await startedRedis(place)
  await connecting
  expect(await store.remember('early', until)).toBe(false)
})

describe('a used proof', () => {
  const until = Date.now() + 600_000
  const connected = async (server: Awaited<ReturnType<typeof startRedis>>) => {
    const redis = await server.connect()
    onTestFinished(() => redis.destroy())
    return { redis, store: createRedisReplayStore(redis) }
  }

  it('is not forgotten by a full Redis with noeviction, which accepts no new one', async () => {
    const { redis, store } = await connected(await startedRedis())
    expect(await store.remember('used', until)).toBe(false)
    await redis.sendCommand(['CONFIG', 'SET', 'maxmemory-policy', 'noeviction', 'maxmemory', '1'])
    await expect(store.remember('new', until)).rejects.toThrow('OOM')
    expect(await redis.sendCommand(['EXISTS', 'helseid:proof:used'])).toBe(1)
  })

  // What managed services configure by default; docs/client.md therefore requires noeviction.
  it('is forgotten by a full Redis with volatile-lru', async () => {
    const { redis, store } = await connected(await startedRedis())
    expect(await store.remember('used', until)).toBe(false)
    await redis.sendCommand(['CONFIG', 'SET', 'maxmemory-policy', 'volatile-lru', 'maxmemory', '1'])
    await expect(store.remember('new', until)).rejects.toThrow('OOM')
    await redis.sendCommand(['CONFIG', 'SET', 'maxmemory', '0'])
    expect(await store.remember('used', until)).toBe(false)
  })

  it.each([
    ['remembers it with an append-only file that is written before each reply', true],
    ['has forgotten it without persistence', false],
  ])('and a Redis that crashed: it %s', async (_, persists) => {
    const place = redisFolder()
    const crashing = await startRedis(place, { persists })
    const before = await connected(crashing)
    expect(await before.store.remember('used', until)).toBe(false)
    await crashing.crash()
    const after = await connected(await startedRedis(place, { persists }))
    expect(await after.store.remember('used', until)).toBe(persists)
  })
})

// docs/client.md describes both, and how to start anyway.
it('`connect` of redis waits while Redis is down, however often that fails, and rejects after `destroy`', async () => {
  const redis = createClient({ socket: { path: redisFolder().path, tls: false }, disableOfflineQueue: true })
  const failedTwice = Promise.withResolvers<void>()
  let failures = 0
  redis.on('error', () => {
    failures++
    if (failures === 2) failedTwice.resolve()
  })
  const ended = vi.fn<() => void>()
  const connecting = redis.connect()
  connecting.then(ended, ended)
  await failedTwice.promise
  expect([redis.isReady, ended.mock.calls.length]).toEqual([false, 0])
  redis.destroy()
  await expect(connecting).rejects.toThrow()
})
