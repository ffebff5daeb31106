/** What a flood, a hanging store and a hanging issuer cost a verifier. Prints the figures. */
import { createHash } from 'node:crypto'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { createReplayStore, createTokenVerifier, type TokenVerifierOptions } from 'helseid-client/verifier'
import { type Jwk, publicJwk, signJws } from 'helseid-contract/rules'
import { createLocalJWKSet } from 'jose'
import { expect, it } from 'vitest'
import keyRing from '../keys/key-ring.NOT-A-SECRET.json' with { type: 'json' }
import { audience, type Forgery, goodRequest, issuer, now, scope, signer, url } from './forgeries.ts'

const maximum = 1_000_000

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
  return ({ token, proof }: Forgery) => {
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
  for (let id = 1; id < maximum; id++)
    replayStore.remember(createHash('sha256').update(`${id}`).digest('base64url'), (now + 80) * 1000)
  const used = heap() - before
  console.log(`replay store: ${maximum} proofs in ${Math.round(used)} MiB`)
  expect(used).toBeLessThan(220)
  expect(await call(goodRequest('one more'))).toMatchObject({ code: 'replay-store-unavailable', status: 503 })
  expect(await call(goodRequest(`${long}1`))).toMatchObject({ code: 'proof-replayed', status: 401 })
})

it('a thousand garbage tokens cost the issuer one request while its keys were never fetched', async () => {
  const { call, requests } = sendWhileDown()
  const [key] = [keyRing.second as Jwk]
  for (let count = 0; count < 1000; count++) {
    const token = signJws({ alg: 'RS256', typ: 'at+jwt', kid: `k${count}` }, { iss: issuer, count }, key, 'RS256')
    expect(await call({ ...goodRequest('p'), token })).toMatchObject({ code: 'keys-unavailable', status: 503 })
  }
  console.log(`garbage tokens: 1000 cost ${requests()} request to the issuer`)
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
  const started = performance.now()
  expect(await call(goodRequest('p'))).toMatchObject({ code, status: 503 })
  console.log(`hanging ${what}: 503 after ${Math.round(performance.now() - started)} ms of 200 allowed`)
})
