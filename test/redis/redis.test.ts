/** helseid-client/redis, with a real server: used proofs and tokens that several processes share. */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { createHelseIdClient } from 'helseid-client'
import { createRedisReplayStore, createRedisTokenStore, type RedisClient } from 'helseid-client/redis'
import { createTokenVerifier, TokenRefused } from 'helseid-client/verifier'
import { startMockSts } from 'helseid-mock'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { collectEvents } from '../client/collect-events.ts'
import { connectStores } from '../examples/client/shared-store.ts'
import keyRing from '../keys/key-ring.NOT-A-SECRET.json' with { type: 'json' }
import { demoClient } from '../mock-sts/demo/demo-client.ts'
import { startRedis } from './redis-server.ts'

type Server = Awaited<ReturnType<typeof startRedis>>
let server: Server
let redis: Awaited<ReturnType<Server['connect']>>

beforeAll(async () => {
  server = await startRedis()
  redis = await server.connect()
})
afterAll(async () => {
  redis.destroy()
  await server.stop()
})

const audience = 'nhn:test-public-samplecode'
const { clientId, privateJwk: key, registration, scope } = demoClient
const origin = 'https://api.example'

async function startTwin() {
  const sts = await startMockSts({ port: 0, clients: [registration] })
  onTestFinished(() => sts.close())
  return sts.issuer('test')
}

describe('createRedisReplayStore', () => {
  it('remembers an id once, until it expires', async () => {
    const store = createRedisReplayStore(redis)
    const until = Date.now() + 600_000
    expect([await store.remember('a', until), await store.remember('a', until)]).toEqual([false, true])
    expect(await store.remember('b', until)).toBe(false)
    const left = Number(await redis.sendCommand(['PTTL', 'helseid:proof:a']))
    expect(left).toBeGreaterThan(500_000)
    expect(left).toBeLessThanOrEqual(600_000)
  })

  it('accepts an id once of fifty requests at the same time', async () => {
    const store = createRedisReplayStore(redis)
    const until = Date.now() + 60_000
    const known = await Promise.all(Array.from({ length: 50 }, () => store.remember('raced', until)))
    expect(known.filter((isKnown) => !isKnown)).toEqual([false])
  })

  // Redis' own clock is an hour ahead of the API's, so that the moment has passed there.
  it('remembers by the time that is left, not by Redis’ clock', async () => {
    const hour = 3_600_000
    const store = createRedisReplayStore(redis, { now: () => Date.now() - hour })
    const until = Date.now() - hour + 60_000
    expect([await store.remember('skewed', until), await store.remember('skewed', until)]).toEqual([false, true])
  })

  it('makes two processes refuse a proof that the other accepted', async () => {
    const issuer = await startTwin()
    const api = async () => {
      const env = { REDIS_SOCKET: server.path, ISSUER: issuer, AUDIENCE: audience, SCOPE: scope, ORIGIN: origin }
      const child = fork(new URL('api-process.ts', import.meta.url), {
        execArgv: ['--conditions=helseid-source'],
        env: { ...process.env, ...env },
      })
      onTestFinished(() => void child.kill())
      const [port] = await once(child, 'message')
      return `http://127.0.0.1:${port}/things`
    }
    const [one, other] = await Promise.all([api(), api()])
    const client = createHelseIdClient({ issuer, clientId, key, scopes: [scope] })
    const headers = await client.headersFor(`${origin}/things`)
    const answers = [await fetch(one, { headers }), await fetch(other, { headers })]
    expect(await Promise.all(answers.map((answer) => answer.text()))).toEqual([clientId, 'proof-replayed'])
    expect(answers.map(({ status }) => status)).toEqual([200, 401])
  })
})

describe('a Redis that fails', () => {
  it.each(['freeze', 'stop'] as const)('after %s leads to 503 in bounded time', async (failure) => {
    const own = await startRedis()
    const client = await own.connect()
    onTestFinished(async () => {
      client.destroy()
      await own.stop()
    })
    const issuer = await startTwin()
    const replayStore = createRedisReplayStore(client, { timeout: 0.3 })
    const verify = createTokenVerifier({ issuer, audience, scopes: [scope], origin, replayStore })
    const caller = createHelseIdClient({ issuer, clientId, key, scopes: [scope] })
    const call = async () => {
      const headers = await caller.headersFor(`${origin}/things`)
      return verify(new Request(`${origin}/things`, { headers })).catch((error: TokenRefused) => error)
    }
    expect(await call()).toMatchObject({ client_id: clientId })
    await own[failure]()
    const refusal = (await call()) as TokenRefused
    expect(refusal).toBeInstanceOf(TokenRefused)
    expect(refusal).toMatchObject({ code: 'replay-store-unavailable', status: 503 })
    if (failure !== 'freeze') return
    own.thaw()
    // The connection is the same one, and Redis answers again.
    await client.ping()
    expect(await call()).toMatchObject({ client_id: clientId })
  })

  it.each([
    [{ timeout: 0.05 }, {}, 'Redis did not reply within 0.05 s'],
    [{}, { replayTimeout: 0.05 }, 'no answer within 0.05 s'],
  ])('is waited for no longer than the shorter of %j and %j', async (ofStore, ofVerifier, message) => {
    const issuer = await startTwin()
    const silent: RedisClient = { sendCommand: () => new Promise(() => undefined) }
    const replayStore = createRedisReplayStore(silent, ofStore)
    const verify = createTokenVerifier({ issuer, audience, scopes: [scope], origin, replayStore, ...ofVerifier })
    const caller = createHelseIdClient({ issuer, clientId, key, scopes: [scope] })
    const headers = await caller.headersFor(`${origin}/things`)
    const refusal = await verify(new Request(`${origin}/things`, { headers })).catch((error: TokenRefused) => error)
    expect(refusal).toMatchObject({ code: 'replay-store-unavailable', cause: { message } })
  })

  it('does not stop a client, which goes on without its store', async () => {
    const events = collectEvents('helseid-client:store-failed')
    const issuer = await startTwin()
    const silent: RedisClient = { sendCommand: () => new Promise(() => undefined) }
    const store = createRedisTokenStore(silent, { timeout: 0.05 })
    const client = createHelseIdClient({ issuer, clientId, key, dpopKey: keyRing.proof, scopes: [scope], store })
    expect(await client.getToken()).toMatchObject({ tokenType: 'DPoP' })
    expect(events()).toMatchObject([
      { operation: 'get', message: 'Redis did not reply within 0.05 s' },
      { operation: 'set', message: 'Redis did not reply within 0.05 s' },
    ])
  })
})

it('the example connects both stores to one Redis', async () => {
  const { store, replayStore, close } = await connectStores(`unix://${server.path}`)
  onTestFinished(close)
  const until = Date.now() + 60_000
  expect([await replayStore.remember('e', until), await replayStore.remember('e', until)]).toEqual([false, true])
  await store.set('e', { accessToken: 't', tokenType: 'DPoP', expiresAt: until, scope: 's', storedAt: until - 60_000 })
  expect(await store.get('e')).toMatchObject({ accessToken: 't' })
})

describe('createRedisTokenStore', () => {
  it('shares a token between clients with the same DPoP key, until it expires', async () => {
    const sts = await startMockSts({ port: 0, clients: [registration] })
    onTestFinished(() => sts.close())
    const issuer = sts.issuer('test')
    const instance = () => {
      const store = createRedisTokenStore(redis)
      return createHelseIdClient({ issuer, clientId, key, dpopKey: keyRing.proof, scopes: [scope], store })
    }
    const first = await instance().getToken()
    const second = await instance().getToken()
    expect(second).toEqual(first)
    expect(sts.requestsTo('token').filter(({ status }) => status === 200)).toHaveLength(1)
    const [name = ''] = (await redis.sendCommand(['KEYS', 'helseid:token:*'])) as unknown as string[]
    const left = Number(await redis.sendCommand(['PTTL', name]))
    expect(left).toBeGreaterThan(0)
    expect(left).toBeLessThanOrEqual(first.expiresAt - Date.now() + 1000)
  })

  it('stores, returns and deletes a token under its prefix', async () => {
    const store = createRedisTokenStore(redis, { prefix: 'mine:' })
    const storedAt = Date.now()
    const token = { accessToken: 't', tokenType: 'DPoP', expiresAt: storedAt + 60_000, scope: 's', storedAt } as const
    await store.set('k', token)
    expect(await store.get('k')).toEqual(token)
    expect(await redis.get('mine:k')).toBe(JSON.stringify(token))
    await store.delete('k')
    expect(await store.get('k')).toBeUndefined()
  })

  it('does not quote a value that is not JSON', async () => {
    await redis.set('helseid:token:bad', 'eyJhbGciOi secret')
    await expect(createRedisTokenStore(redis).get('bad')).rejects.toThrow('the value in Redis is not JSON')
  })
})

it.each<[unknown, object, string]>([
  [{}, {}, 'an object with the method sendCommand'],
  [undefined, {}, 'an object with the method sendCommand'],
  [{ sendCommand() {} }, { timeout: 0 }, 'timeout must be a number of seconds above 0'],
  [{ sendCommand() {} }, { prefix: 7 }, 'prefix must be a string'],
])('a store cannot be created with %j and %j', (client, options, message) => {
  for (const create of [createRedisReplayStore, createRedisTokenStore])
    expect(() => create(client as RedisClient, options)).toThrow(message)
})
