/** `GET /_mock/overview`: the state of a twin, or of a session, in one document. */
import { rules } from 'helseid-contract/rules'
import { createHelseIdMock, type HelseIdMock } from 'helseid-mock'
import { expect, it } from 'vitest'
import demoClient from '../../../mock-sts/demo/client.json' with { type: 'json' }
import { refusedWithBadGateway } from './refused-by-scenario.ts'

const origin = 'http://localhost:8080'
const start = Date.UTC(2026, 10, 23, 9)

interface Overview {
  readonly stses: readonly { name: string; issuer: string; profile: string; environments: string[] }[]
  readonly [member: string]: unknown
}

async function overview(twin: Pick<HelseIdMock, 'handle'>, at = origin): Promise<Overview> {
  const response = await twin.handle(new Request(`${at}/_mock/overview`))
  expect(response.status).toBe(200)
  return (await response.json()) as Overview
}

async function requestToken(twin: HelseIdMock, at = origin): Promise<void> {
  const body = new URLSearchParams({ client_id: 'one', grant_type: 'client_credentials' })
  await twin.handle(new Request(`${at}/test/connect/token`, { method: 'POST', body }))
}

it('names each STS with its issuer as the caller sees it, its profile and its environments', async () => {
  const twin = createHelseIdMock({ profile: { qa: 'next' } })
  expect((await overview(twin)).stses).toMatchObject([
    { name: 'test', issuer: `${origin}/test`, profile: 'today', environments: ['test1', 'test2'] },
    { name: 'qa', issuer: `${origin}/qa`, profile: 'next', environments: ['qa'] },
    { name: 'prod', issuer: `${origin}/prod`, profile: 'today', environments: ['prod'] },
  ])
})

it('says how long the twin has run by real time, and how its clock is set', async () => {
  const clock = { now: start }
  const twin = createHelseIdMock({ now: () => clock.now })
  clock.now += 61_500
  twin.clock.advance({ minutes: 10 })
  expect(await overview(twin)).toMatchObject({
    startedAt: start,
    uptimeSeconds: 61,
    clock: {
      now: new Date(start + 661_500).toISOString(),
      incoming: new Date(start + 61_500).toISOString(),
      real: new Date(start + 61_500).toISOString(),
      offset: 600_000,
      frozen: false,
      incomingBy: 'real time',
    },
  })
  twin.clock.freeze(start)
  twin.clock.judgeIncoming('the twin’s time')
  clock.now += 1000
  expect(await overview(twin)).toMatchObject({ clock: { frozen: true, offset: -62_500, incomingBy: 'twin' } })
})

it('counts requests by outcome, and the rules that most of them broke', async () => {
  const twin = createHelseIdMock()
  await requestToken(twin)
  await requestToken(twin)
  await twin.use('server-error', { times: 1 })
  await requestToken(twin)
  await twin.handle(new Request(`${origin}/test/.well-known/openid-configuration`))
  const found = await overview(twin)
  expect(found.requests).toEqual({
    total: 4,
    accepted: 0,
    warned: 0,
    refused: 3,
    challenged: 0,
    answered: 1,
    inJournal: 4,
    dropped: 0,
  })
  expect(found.brokenRules).toContainEqual({
    id: 'client-known',
    severity: 'reject',
    requests: 3,
    requires: rules.find(({ id }) => id === 'client-known')?.requires,
  })
  await twin.reset()
  expect(await overview(twin)).toMatchObject({ requests: { total: 0, refused: 0 }, brokenRules: [] })
})

it('does not count the nonce that a first request cannot have, also when a scenario answers it', async () => {
  const { twin } = await refusedWithBadGateway({})
  expect((await overview(twin)).brokenRules).toEqual([])
})

// The default of `times` in the OpenAPI: once each in a sequence.
it('says how often the last step of a sequence acts', async () => {
  const twin = createHelseIdMock()
  await twin.use(['server-error', null])
  await requestToken(twin)
  expect(await overview(twin)).toMatchObject({ scenarios: [{ sequence: [null], times: 1 }] })
})

it('lists the active scenarios with how often they acted', async () => {
  const twin = createHelseIdMock()
  await twin.use('server-error')
  await requestToken(twin)
  expect(await overview(twin)).toMatchObject({ scenarios: [{ sequence: ['server-error'], acted: 1 }] })
})

it('has the totals of the rules by certainty, which add up to all rules', async () => {
  const { rules: totals } = (await overview(createHelseIdMock())) as unknown as { rules: Record<string, number> }
  expect(Object.keys(totals).sort()).toEqual(['confirmed', 'likely', 'unknown'])
  expect(Object.values(totals).reduce((sum, each) => sum + each, 0)).toBe(rules.length)
})

it('names the demo client only if it is registered', async () => {
  expect(await overview(createHelseIdMock())).not.toHaveProperty('demoClient')
  const { clientId, scopes } = demoClient
  expect(await overview(createHelseIdMock({ clients: [demoClient] }))).toMatchObject({
    clients: 1,
    demoClient: { clientId, scopes },
  })
})

it('speaks of the session within a session’s path', async () => {
  const twin = createHelseIdMock()
  const session = await twin.createSession()
  await requestToken(twin, `${origin}/s/${session.id}`)
  const found = await overview(twin, `${origin}/s/${session.id}`)
  expect(found).toMatchObject({ session: session.id, requests: { total: 1 } })
  expect(found).not.toHaveProperty('sessions')
  expect(found.stses[0]?.issuer).toBe(`${origin}/s/${session.id}/test`)
  const outside = await overview(twin)
  expect(outside).toMatchObject({ sessions: 1, requests: { total: 0 } })
  expect(outside).not.toHaveProperty('session')
})

it('requires the control token where one is set', async () => {
  const twin = createHelseIdMock({ controlToken: 'hush-hush' })
  const get = async (headers: Record<string, string>) =>
    twin.handle(new Request(`${origin}/_mock/overview`, { headers }))
  expect((await get({})).status).toBe(401)
  expect(await (await get({ authorization: 'Bearer hush-hush' })).json()).toMatchObject({ guarded: true })
})
