/** What the twin remembers of uses of scenarios: how often each acted, and when and why it ended. */
import { createHelseIdMock, type HelseIdMock } from 'helseid-mock'
import { expect, it } from 'vitest'
import { limits } from '../../../mock-sts/limits.ts'

const origin = 'http://localhost:8080'
const start = Date.UTC(2026, 10, 23, 9)

async function listed(twin: HelseIdMock): Promise<{ inUse: object[]; ended: object[] }> {
  return (await (await twin.handle(new Request(`${origin}/_mock/scenarios`))).json()) as never
}

async function requestToken(twin: HelseIdMock, clientId = 'one'): Promise<number> {
  const body = new URLSearchParams({ client_id: clientId })
  return (await twin.handle(new Request(`${origin}/test/connect/token`, { method: 'POST', body }))).status
}

it('a use of a scenario says how often it acted and when it last did', async () => {
  const clock = { now: start }
  const twin = createHelseIdMock({ now: () => clock.now })
  await twin.use('server-error', { clientId: 'one' })
  expect((await listed(twin)).inUse).toEqual([
    { id: expect.any(String), sequence: ['server-error'], clientId: 'one', begunAt: start, acted: 0 },
  ])
  clock.now += 5000
  await requestToken(twin)
  await requestToken(twin)
  await requestToken(twin, 'two')
  expect((await listed(twin)).inUse).toMatchObject([{ acted: 2, lastActedAt: start + 5000 }])
})

it('a use that has taken its last turn is listed as used up, and a turn without a scenario does not count', async () => {
  const clock = { now: start }
  const twin = createHelseIdMock({ now: () => clock.now })
  await twin.use(['server-error', null, 'bad-gateway'])
  expect([await requestToken(twin), await requestToken(twin)]).toEqual([500, 400])
  expect(await listed(twin)).toMatchObject({ inUse: [{ sequence: ['bad-gateway'], acted: 1 }], ended: [] })
  clock.now += 1000
  expect(await requestToken(twin)).toBe(502)
  expect(await listed(twin)).toMatchObject({
    inUse: [],
    ended: [{ sequence: ['server-error', null, 'bad-gateway'], acted: 2, endedAt: start + 1000, because: 'used up' }],
  })
})

it('uses that are replaced or cleared are listed as ended, newest first, until the twin is reset', async () => {
  const twin = createHelseIdMock()
  await twin.use('server-error')
  await twin.use('bad-gateway')
  await twin.handle(new Request(`${origin}/_mock/scenarios`, { method: 'DELETE' }))
  expect((await listed(twin)).ended).toMatchObject([
    { sequence: ['bad-gateway'], because: 'cleared' },
    { sequence: ['server-error'], because: 'replaced' },
  ])
  await twin.reset()
  expect(await listed(twin)).toMatchObject({ inUse: [], ended: [] })
})

it('one use is stopped by its id, and the others go on', async () => {
  const twin = createHelseIdMock()
  await twin.use('server-error', { clientId: 'one' })
  await twin.use('bad-gateway', { clientId: 'two' })
  const stop = async (id: string) =>
    (await twin.handle(new Request(`${origin}/_mock/scenarios/${id}`, { method: 'DELETE' }))).status
  const [, older] = (await listed(twin)).inUse as { id: string }[]
  expect([await stop(older?.id ?? ''), await stop(older?.id ?? ''), await stop('no-such-use')]).toEqual([204, 404, 404])
  expect(await listed(twin)).toMatchObject({
    inUse: [{ sequence: ['bad-gateway'] }],
    ended: [{ sequence: ['server-error'], clientId: 'one', because: 'cleared' }],
  })
  expect([await requestToken(twin, 'one'), await requestToken(twin, 'two')]).toEqual([400, 502])
})

it('the list of ended uses is bounded, and the oldest is forgotten', async () => {
  const twin = createHelseIdMock()
  const { value } = limits.endedScenarios
  for (let index = 0; index < value + 6; index++) await twin.use('server-error', { parameters: {} })
  const { ended } = await listed(twin)
  expect(ended).toHaveLength(value)
})
