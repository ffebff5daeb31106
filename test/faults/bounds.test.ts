/** What a flood, a hanging store and a hanging issuer cost a verifier.  */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { createRedisReplayStore } from 'helseid-client/redis'
import { createReplayStore, createTokenVerifier, type TokenVerifierOptions } from 'helseid-client/verifier'
import { type Jwk, publicJwk, signJws } from 'helseid-contract/rules'
import { createLocalJWKSet } from 'jose'
import { expect, it, onTestFinished } from 'vitest'
import { hangs, inBoundedTime } from '../in-bounded-time.ts'
import keyRing from '../keys/key-ring.NOT-A-SECRET.json' with { type: 'json' }
import { startRedis } from '../redis/redis-server.ts'
import { recordFigure } from './figures.ts'
import { audience, goodRequest, issuer, now, scope, signer, url } from './good-request.ts'

const maximum = 1_000_000

/** An id as the verifier stores it. */
const idOf = (index: number) => createHash('sha256').update(`${index}`).digest('base64url')

/** MiB in use after a full garbage collection. */
function heap(): number {
  setFlagsFromString('--expose-gc')
  runInNewContext('gc')()
  return process.memoryUsage().heapUsed / 1024 / 1024
}

const common = { issuer, audience, scopes: [scope], now: () => now * 1000 }
const jwks = createLocalJWKSet({ keys: [publicJwk(signer) as never] })

const send = (options: Partial<TokenVerifierOptions>) => {
  const verify = createTokenVerifier({ ...common, ...options })
  return ({ token, proof }: ReturnType<typeof goodRequest>) => {
    const headers = new Headers({ authorization: `DPoP ${token}`, dpop: proof })
    return verify(new Request(url, { headers })).catch((error: { code?: string; status?: number }) => error)
  }
}

/** A verifier whose issuer answers 500, and the number of requests to the issuer so far. */
const sendWhileDown = () => {
  let requests = 0
  const call = send({
    fetch: async () => {
      requests++
      return new Response('down', { status: 500 })
    },
  })
  return { call, requests: () => requests }
}

it('a full replay store holds a million proofs in bounded memory, whatever the length of their jti', async () => {
  const before = heap()
  const replayStore = createReplayStore(() => now * 1000)
  const call = send({ jwks, replayStore })
  // The verifier hashes the jti, so the store keeps 43 characters of the 8,000 that a header allows.
  const long = 'x'.repeat(8000)
  await expect(call(goodRequest(`${long}1`))).resolves.toMatchObject({ client_id: 'c' })
  for (let id = 1; id < maximum; id++) replayStore.remember(idOf(id), (now + 80) * 1000)
  const used = heap() - before
  const beyond = await call(goodRequest('one more'))
  recordFigure({
    figure: 'proofs that a verifier remembers at most',
    before: 'no bound but time',
    target: '1,000,000 in 220 MiB, then 503',
    reached: `1,000,000 in ${Math.round(used)} MiB, then ${(beyond as { status?: number }).status}`,
    ok: used < 220 && 'status' in beyond && beyond.status === 503,
  })
  expect(used).toBeLessThan(220)
  expect(beyond).toMatchObject({ code: 'replay-store-unavailable', status: 503 })
  expect(await call(goodRequest(`${long}1`))).toMatchObject({ code: 'proof-replayed', status: 401 })
})

it('a thousand garbage tokens cost the issuer one request while its keys were never fetched', async () => {
  const { call, requests } = sendWhileDown()
  const [key] = [keyRing.second as Jwk]
  for (let count = 0; count < 1000; count++) {
    const token = signJws({ alg: 'RS256', typ: 'at+jwt', kid: `k${count}` }, { iss: issuer, count }, key, 'RS256')
    expect(await call({ ...goodRequest('p'), token })).toMatchObject({ code: 'keys-unavailable', status: 503 })
  }
  recordFigure({
    figure: 'requests to the issuer that 1000 garbage tokens cost while no keys were ever fetched',
    before: '2000',
    target: '1',
    reached: String(requests()),
    ok: requests() === 1,
  })
  expect(requests()).toBe(1)
})

it('tokens that are not even JWTs cost the issuer nothing', async () => {
  const { call, requests } = sendWhileDown()
  for (const token of ['x', 'a.b.c', `${'e'.repeat(4000)}.e.e`, 'eyJhbGciOiJub25lIn0.e30.'])
    expect(await call({ ...goodRequest('p'), token })).toMatchObject({ status: 401 })
  expect(requests()).toBe(0)
})

it.each<[string, Partial<TokenVerifierOptions>, string]>([
  ['replay store', { jwks, replayStore: { remember: () => new Promise(() => undefined) } }, 'replay-store-unavailable'],
  ['issuer', { fetch: () => new Promise(() => undefined) }, 'keys-unavailable'],
])('a hanging %s leads to 503 when its time has passed', async (what, options, code) => {
  const call = send({ timeout: 0.2, replayTimeout: 0.2, ...options })
  const { result, elapsed } = await inBoundedTime(call(goodRequest('p')))
  expect(result).toMatchObject({ code, status: 503 })
  recordFigure({
    figure: `a hanging ${what} with a timeout of 200 ms: until 503`,
    before: what === 'issuer' ? '–' : 'never',
    target: `less than ${hangs / 1000} s, which tells ending from hanging`,
    reached: `${Math.round(elapsed)} ms`,
    ok: elapsed < hangs,
  })
})

const redisServer = process.env.REDIS_SERVER ?? 'redis-server'
const hasRedis = spawnSync(redisServer, ['--version']).status === 0

it('the time that a replay store takes to remember a proof is measured', async () => {
  const until = (now + 80) * 1000
  const inMemory = createReplayStore(() => now * 1000)
  const ids = Array.from({ length: 100_000 }, (_, index) => idOf(index))
  const measured = async (remember: (id: string) => unknown, count: number) => {
    const started = performance.now()
    for (const id of ids.slice(0, count)) await remember(id)
    return `${Number((((performance.now() - started) * 1000) / count).toPrecision(2))} µs`
  }
  const memory = await measured((id) => inMemory.remember(id, until), ids.length)
  recordFigure({ figure: 'time per `remember`, in memory', before: '–', target: '–', reached: memory })
  if (!hasRedis) {
    recordFigure({ figure: 'time per `remember`, Redis', before: '–', target: '–', reached: `no ${redisServer} here` })
    return
  }
  const server = await startRedis()
  const client = await server.connect()
  onTestFinished(async () => {
    client.destroy()
    await server.stop()
  })
  const shared = createRedisReplayStore(client, { now: () => now * 1000 })
  const redis = await measured((id) => shared.remember(id, until), 2000)
  recordFigure({ figure: 'time per `remember`, Redis at a socket', before: '–', target: '–', reached: redis })
  expect(await shared.remember(idOf(0), until)).toBe(true)
})
