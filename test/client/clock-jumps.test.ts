/** A wall clock that jumps: nothing cached lives longer, no used proof is forgotten, and the error names the clock. */
import fc from 'fast-check'
import { createReplayStore, createTokenVerifier } from 'helseid-client/verifier'
import { createHelseIdMock } from 'helseid-mock'
import { describe, expect, it } from 'vitest'
import { createRefusedTokens } from '../../client/refused-tokens.ts'
import { createBoundedReplayStore } from '../../client/verifier/replay-store.ts'
import { collectEvents } from './collect-events.ts'
import { pair, scope, start, thrown } from './pair.ts'

const hour = 60 * 60 * 1000
const isDiscovery = ({ url }: Request) => url.endsWith('/.well-known/openid-configuration')

/** A client whose two clocks are moved apart. */
function jumping() {
  const elapsed = { ms: 0 }
  const made = pair({ client: { monotonicNow: () => elapsed.ms } })
  const pass = (ms: number) => {
    elapsed.ms += ms
    made.clock.ms += ms
  }
  return { ...made, elapsed, pass }
}

describe('after the wall clock jumped back by three hours', () => {
  it('a cached token is renewed when its lifetime has passed', async () => {
    const { client, clock, pass } = jumping()
    const first = await client.getToken()
    clock.ms -= 3 * hour
    pass(594_999)
    expect(await client.getToken()).toBe(first)
    pass(1)
    expect(await client.getToken()).not.toBe(first)
  })

  it('a token that was issued meanwhile lives for expires_in and no longer', async () => {
    const elapsed = { ms: 0 }
    const made = pair({
      client: { monotonicNow: () => elapsed.ms },
      instead: (request) => {
        if (!request.url.endsWith('/connect/token')) return undefined
        made.clock.ms = start - 3 * hour
        return Response.json({ access_token: 'a', token_type: 'DPoP', expires_in: 600, scope })
      },
    })
    expect((await made.client.getToken()).expiresAt).toBe(start - 3 * hour + 600_000)
  })

  it('the metadata is fetched again after 24 hours', async () => {
    const { client, clock, pass, sentRequests } = jumping()
    await client.getToken()
    clock.ms -= 3 * hour
    pass(24 * hour)
    // The twin shares the wall clock, and the cached token has ended.
    await client.getToken()
    expect(sentRequests.filter(isDiscovery).length).toBe(2)
  })

  it('a refused token is replaced after a minute', () => {
    const clock = { ms: start, elapsed: 0 }
    const refused = createRefusedTokens({ now: () => clock.ms, monotonicNow: () => clock.elapsed })
    const token = { accessToken: 'a', tokenType: 'DPoP', expiresAt: 0, scope } as const
    refused.note(token)
    clock.ms -= 3 * hour
    clock.elapsed += 59_999
    expect(refused.has(token)).toBe(true)
    clock.elapsed += 1
    expect(refused.has(token)).toBe(false)
  })

  it('the verifier fetches the issuer’s keys again when jwksLifetime has passed', async () => {
    const clock = { ms: start, elapsed: 0 }
    const twin = createHelseIdMock({ now: () => clock.ms, profile: 'next' })
    const paths: string[] = []
    const verify = createTokenVerifier({
      environment: 'test1',
      audience: 'nhn:example',
      scheme: 'bearer',
      now: () => clock.ms,
      monotonicNow: () => clock.elapsed,
      jwksLifetime: 600,
      fetch: async (input, init) => {
        paths.push(new URL(String(input)).pathname)
        return twin.handle(new Request(input, init))
      },
    })
    const call = async () => {
      const { accessToken } = await twin.mint()
      const headers = { authorization: `Bearer ${accessToken}` }
      // The token is for another API, which shows after the keys were looked up.
      await thrown(verify(new Request('https://api.example/', { headers })))
      return paths.filter((path) => path.endsWith('jwks')).length
    }
    expect(await call()).toBe(1)
    clock.ms -= 3 * hour
    clock.elapsed += 599_999
    expect(await call()).toBe(1)
    clock.elapsed += 1
    expect(await call()).toBe(2)
  })
})

it('a used proof is still known after the wall clock jumped ahead by an hour and back again', () => {
  const clock = { ms: start, elapsed: 0 }
  const store = createReplayStore(
    () => clock.ms,
    () => clock.elapsed,
  )
  expect(store.remember('a', start + 80_000)).toBe(false)
  clock.ms += hour
  // Each call drops the proofs that have expired.
  for (const id of ['b', 'c', 'd']) store.remember(id, clock.ms + 80_000)
  clock.ms = start + 1000
  clock.elapsed = 1000
  expect(store.remember('a', start + 80_000)).toBe(true)
})

describe('a wall clock that is an hour ahead for one proof', () => {
  const lifetime = 80_000

  /** One proof per second for two hours, of which the tenth is used while the clock is an hour ahead. */
  function glitch() {
    const clock = { ms: start, elapsed: 0 }
    const store = createBoundedReplayStore(
      () => clock.ms,
      1000,
      () => clock.elapsed,
    )
    const use = (second: number) => {
      clock.ms = start + second * 1000 + (second === 10 ? hour : 0)
      clock.elapsed = second * 1000
      return store.remember(`proof ${second}`, clock.ms + lifetime)
    }
    return { store, use }
  }

  it('does not fill the replay store', () => {
    const { use } = glitch()
    for (let second = 0; second < 7200; second += 1) expect(use(second)).toBe(false)
  })

  it('does not make the store forget that proof while either clock would accept it', () => {
    const { store, use } = glitch()
    const until = start + 10_000 + hour + lifetime
    for (let second = 0; second <= 3690; second += 1) {
      use(second)
      if (second >= 10) expect(store.remember('proof 10', until)).toBe(true)
    }
    // The proofs before and after it are known for their lifetime.
    expect(store.remember('proof 3611', start + 3_691_000)).toBe(true)
  })
})

it('however the wall clock jumps, a used proof is refused until it has expired by both clocks, and no other is', () => {
  const lifetime = 80_000
  const step = fc.record({
    passed: fc.nat({ max: 100_000 }),
    jump: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.integer({ min: -hour, max: hour })),
    id: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
  })
  const property = fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
    const clock = { ms: start, elapsed: 0 }
    const store = createReplayStore(
      () => clock.ms,
      () => clock.elapsed,
    )
    // Once both clocks have passed its end, the store may have dropped a proof, even if a clock jumps back later.
    const used: { id: string; wall: number; monotonic: number; hasExpired: boolean }[] = []
    for (const { passed, jump, id } of steps) {
      clock.ms += passed + jump
      clock.elapsed += passed
      const isPast = (use: (typeof used)[number]) => use.wall < clock.ms && use.monotonic < clock.elapsed
      for (const use of used) use.hasExpired ||= isPast(use)
      const uses = used.filter((use) => use.id === id)
      const isKnown = store.remember(id, clock.ms + lifetime)
      if (isKnown) expect(uses.every(isPast)).toBe(false)
      else expect(uses.every(({ hasExpired }) => hasExpired)).toBe(true)
      if (!isKnown) used.push({ id, wall: clock.ms + lifetime, monotonic: clock.elapsed + lifetime, hasExpired: false })
    }
  })
  fc.assert(property, { seed: 1, numRuns: 2000 })
})

describe('a clock that is 40 s ahead is named', () => {
  it('in the error of the refused token request', async () => {
    const headers = { date: new Date(start - 40_000).toUTCString() }
    const { client } = pair({
      instead: ({ url }) =>
        url.endsWith('/connect/token')
          ? Response.json({ error: 'invalid_client' }, { status: 400, headers })
          : undefined,
    })
    expect(await thrown(client.getToken())).toMatchObject({
      error: 'invalid_client',
      message: expect.stringMatching(/this machine’s clock is (39|40) s ahead of HelseID’s/),
    })
  })

  it.each([
    ['ahead', -40_000, -39],
    ['behind', 40_000, 40],
    ['right', 0, undefined],
  ])('in helseid-client:api-refused if an API returns 401: %s', async (_, milliseconds, clockSkew) => {
    const events = collectEvents('helseid-client:api-refused')
    const headers = {
      date: new Date(start + milliseconds).toUTCString(),
      'www-authenticate': 'DPoP error="invalid_dpop_proof"',
    }
    const { client } = pair({
      instead: ({ url }) =>
        url.startsWith('https://api.example/') ? new Response(null, { status: 401, headers }) : undefined,
    })
    expect((await client.fetch('https://api.example/')).status).toBe(401)
    expect(events()).toEqual([
      {
        clientId: 'c',
        address: 'https://api.example/',
        error: 'invalid_dpop_proof',
        renews: false,
        ...(clockSkew !== undefined && { clockSkew }),
      },
    ])
  })
})
