/** The turns of scenarios in the store: counted across restarts and concurrent requests, and removed when they are over. */
import { describe, expect, it } from 'vitest'
import { createActiveScenarios } from '../../../mock-sts/scenarios/active-scenarios.ts'
import { createMemoryStore } from '../../../mock-sts/store/memory.ts'
import type { Once } from '../../../mock-sts/store/once.ts'
import type { Store } from '../../../mock-sts/store/store.ts'
import { assembleTwin } from '../../../mock-sts/twin/assemble.ts'
import { realIssuerOf } from '../../../mock-sts/twin/foundation.ts'
import { delayedStore, seededRandom } from '../store/delayed-store.ts'

const start = Date.UTC(2026, 0, 1)
const day = 24 * 60 * 60 * 1000
const request = { sts: 'test' } as const

/** A store's keys, and every call that reached them. */
function countedTurns(store: Store = createMemoryStore({ now: () => start })) {
  const turns = store.once('scenario-turns')
  const keys = new Set<string>()
  const calls: string[] = []
  const counted: Once = {
    use: async (key, options) => {
      calls.push('use')
      keys.add(key)
      return turns.use(key, options)
    },
    forget: async (key) => {
      calls.push('forget')
      keys.delete(key)
      return turns.forget(key)
    },
    clear: async () => {
      calls.push('clear')
      keys.clear()
      await turns.clear()
    },
  }
  return { turns: counted, keys, calls }
}

function activeScenarios(turns: Once, now = () => start) {
  let ids = 0
  const scenarios = createActiveScenarios({ turns, newId: () => `use ${ids++}`, now })
  const take = async () => (await scenarios.take(['token answer'], request))?.name
  return { scenarios, take }
}

const post = () =>
  new Request('https://helseid-sts.test.nhn.no/connect/token', {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'client_credentials', client_id: 'x' }),
  })
const twinOn = (store: Store) => assembleTwin({}, { issuerOf: realIssuerOf, store }).mock

describe('a twin', () => {
  it('lets a scenario act after a restart on the same store', async () => {
    const store = createMemoryStore()
    for (let restart = 0; restart < 3; restart++) {
      const twin = twinOn(store)
      await twin.use('server-error', { times: 1 })
      expect([(await twin.handle(post())).status, (await twin.handle(post())).status]).toEqual([500, 400])
    }
  })

  it('never lets a scenario with `times: 0` act, and an older use acts as if it did not exist', async () => {
    const twin = twinOn(createMemoryStore())
    await twin.use('server-error', { times: 0 })
    await twin.use(['server-error', null], { times: 0 })
    expect([(await twin.handle(post())).status, (await twin.handle(post())).status]).toEqual([400, 400])
    await twin.use('service-unavailable', { times: 1 })
    await twin.use('server-error', { times: 0 })
    expect([(await twin.handle(post())).status, (await twin.handle(post())).status]).toEqual([503, 400])
  })

  it('does not fill its store with the turns of scenarios', async () => {
    const twin = twinOn(createMemoryStore({ maxUses: 10 }))
    const clear = () => twin.handle(new Request('http://localhost:8080/_mock/scenarios', { method: 'DELETE' }))
    const seen = []
    for (let use = 0; use < 30; use++) {
      await twin.use('invalid-scope', { times: 1 + (use % 2) })
      seen.push(((await (await twin.handle(post())).json()) as { error: string }).error)
      if (use % 2 === 1) expect((await clear()).status).toBe(204)
    }
    expect(new Set(seen)).toEqual(new Set(['invalid_scope']))
  })
})

it('removes a turn from the store when it has been taken for the last time', async () => {
  const { turns, keys } = countedTurns()
  const { scenarios, take } = activeScenarios(turns)
  scenarios.use(['server-error', 'bad-gateway'], { times: 2 })
  const seen = []
  for (let index = 0; index < 5; index++) seen.push([await take(), [...keys]])
  expect(seen).toEqual([
    ['server-error', ['use 0/0']],
    ['server-error', []],
    ['bad-gateway', ['use 0/1']],
    ['bad-gateway', []],
    [undefined, []],
  ])
  expect(scenarios.inUse).toEqual([])
})

it('removes turns that have begun when the scenarios are cleared, also while a request takes one', async () => {
  const { turns, keys } = countedTurns(delayedStore(createMemoryStore(), seededRandom(3)))
  const { scenarios, take } = activeScenarios(turns)
  scenarios.use('server-error', { times: 9 })
  await take()
  const pending = [take(), take()]
  await scenarios.clear()
  await Promise.all(pending)
  expect([...keys]).toEqual([])
})

it('removes turns that have begun when their use is stopped, also while a request takes one', async () => {
  const { turns, keys } = countedTurns(delayedStore(createMemoryStore(), seededRandom(3)))
  const { scenarios, take } = activeScenarios(turns)
  scenarios.use('server-error', { times: 9 })
  await take()
  const pending = [take(), take()]
  expect(await scenarios.stop(scenarios.inUse[0]?.id ?? '')).toBe(true)
  await Promise.all(pending)
  expect([...keys]).toEqual([])
})

it('grants no request more than `times` on a slow store, not even after the store has forgotten the turn', async () => {
  let now = start
  const store = delayedStore(createMemoryStore({ now: () => now }), seededRandom(5))
  const { turns, keys } = countedTurns(store)
  const { scenarios, take } = activeScenarios(turns, () => now)
  scenarios.use('server-error', { times: 3 })
  expect(await take()).toBe('server-error')
  now += day + 1
  const taken = await Promise.all(Array.from({ length: 20 }, take))
  expect(taken.filter(Boolean)).toHaveLength(2)
  expect([...keys]).toEqual([])
})

it('remembers a turn for 24 hours by the twin’s clock', async () => {
  const untils: (number | undefined)[] = []
  const turns: Once = {
    use: async (_, { until } = {}) => {
      untils.push(until)
      return { used: true, nth: 1 }
    },
    forget: async () => true,
    clear: async () => undefined,
  }
  const { scenarios, take } = activeScenarios(turns)
  scenarios.use('server-error', { times: 2 })
  await take()
  expect(untils).toEqual([start + day])
})

it('gives a turn back when the store fails', async () => {
  const { turns } = countedTurns()
  let fails = true
  const use: Once['use'] = async (...given) => {
    if (fails) throw new Error('the store is down')
    return turns.use(...given)
  }
  const { scenarios, take } = activeScenarios({ ...turns, use })
  scenarios.use('server-error', { times: 1 })
  await expect(take()).rejects.toThrow('the store is down')
  fails = false
  expect([await take(), await take()]).toEqual(['server-error', undefined])
})

it('does not call the store for a request without a scenario, with its header, or with a permanent scenario', async () => {
  const { turns, calls } = countedTurns()
  const { scenarios, take } = activeScenarios(turns)
  await take()
  await scenarios.take(['token answer'], { ...request, header: 'server-error' })
  scenarios.use('server-error')
  await take()
  expect(calls).toEqual([])
})
