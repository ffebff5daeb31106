/** What long `jti` and many tokens cost the twin in memory. `TOKENS=200000 ASSERTIONS=8000` for the long run. Prints the figures. */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { publicJwk, signJws } from 'helseid-contract/rules'
import { createHelseIdMock, type MockOptions } from 'helseid-mock'
import { expect, it } from 'vitest'
import keyRing from '../keys/key-ring.NOT-A-SECRET.json' with { type: 'json' }
import { recordFigure } from './figures.ts'

const tokens = Number(process.env.TOKENS ?? 2400)
const assertions = Number(process.env.ASSERTIONS ?? 1000)
const start = 1_780_000_000
const scope = 'nhn:msh/api'
const key = keyRing.ec

/** MiB in use after a full garbage collection. */
function heap(): number {
  setFlagsFromString('--expose-gc')
  runInNewContext('gc')()
  return process.memoryUsage().heapUsed / 1024 / 1024
}

function asking(options: MockOptions) {
  const jwks = { keys: [publicJwk(key as never)] }
  const twin = createHelseIdMock({
    clients: [{ clientId: 'c', jwks, scopes: [scope], requireDpop: false }],
    ...options,
  })
  return async (jti: string, now: number): Promise<number> => {
    const claims = { iss: 'c', sub: 'c', aud: twin.issuer('test'), iat: now, nbf: now, exp: now + 10, jti }
    const header = { alg: 'ES256', typ: 'client-authentication+jwt', kid: key.kid }
    const form = {
      client_id: 'c',
      grant_type: 'client_credentials',
      scope,
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: signJws(header as never, claims, key as never, 'ES256'),
    }
    const url = `${twin.issuer('test')}/connect/token`
    return (await twin.handle(new Request(url, { method: 'POST', body: new URLSearchParams(form) }))).status
  }
}

it('assertions with a jti of 30 KB cost a few MiB, and the last is still recognised', async () => {
  const ask = asking({ now: () => start * 1000, journalLimit: 1, profile: 'next' })
  await ask('first', start)
  const before = heap()
  const long = 'x'.repeat(30_000)
  const statuses = new Set<number>()
  for (let count = 0; count < assertions; count++) statuses.add(await ask(`${long}${count}`, start))
  const used = heap() - before
  recordFigure({
    figure: `MiB of heap for ${assertions} assertions with a jti of 30 KB`,
    before: 'a container of 256 MiB was killed by 8,000',
    target: '< 16',
    reached: used.toFixed(1),
    ok: used < 16,
  })
  expect([...statuses]).toEqual([200])
  expect(used).toBeLessThan(16)
  expect(await ask(`${long}${assertions - 1}`, start)).toBe(400)
})

it('the heap does not grow with the number of tokens', { timeout: 1_800_000 }, async () => {
  let now = start
  const ask = asking({ now: () => now * 1000, journalLimit: 100 })
  const issue = async (from: number, to: number) => {
    for (let count = from; count < to; count++) {
      // A quarter of the tokens takes 400 seconds, longer than the twin remembers an assertion.
      if (count % 20 === 0) now += 20 / (tokens / 4 / 400)
      expect(await ask(`jti ${count}`, Math.floor(now))).toBe(200)
    }
  }
  await issue(0, tokens / 4)
  const early = heap()
  await issue(tokens / 4, tokens)
  const ratio = heap() / early
  recordFigure({
    figure: `heap after a forced collection, ${tokens} tokens over ${tokens / 4}`,
    before: '–',
    target: '≤ 1.1',
    reached: ratio.toFixed(3),
    ok: ratio <= 1.1,
  })
  expect(ratio).toBeLessThanOrEqual(1.1)
})
