/** State that grows with what callers send is bounded. */
import { createHelseIdMock, type LogEvent, type StartedSession } from 'helseid-mock'
import { expect, it } from 'vitest'
import { createIssuerWarnings } from '../../../mock-sts/context/issuer-warnings.ts'
import { limits } from '../../../mock-sts/limits.ts'
import { createActiveScenarios } from '../../../mock-sts/scenarios/active-scenarios.ts'
import { createMemoryStore } from '../../../mock-sts/store/memory.ts'
import { assembleTwin } from '../../../mock-sts/twin/assemble.ts'

it('the log warns about at most 1,000 names', () => {
  const warnings = createIssuerWarnings(() => ({ issuer: 'https://idp.example' }))
  const names = Array.from({ length: limits.reportedNames.value + 5 }, (_, index) => new URL(`http://host-${index}/`))
  expect(names.flatMap((url) => warnings.warningsFor(url, new Headers()))).toHaveLength(limits.reportedNames.value)
})

it('at most 1,000 uses of scenarios are active; the oldest ends first', () => {
  const turns = createMemoryStore().once('turns')
  let id = 0
  const scenarios = createActiveScenarios({ turns, newId: () => `${id++}`, now: () => 0 })
  for (let index = 0; index < limits.scenarioUses.value + 5; index++)
    scenarios.use('server-error', { clientId: `client ${index}` })
  expect(scenarios.inUse).toHaveLength(limits.scenarioUses.value)
  expect(scenarios.inUse.at(-1)?.clientId).toBe('client 5')
})

it('a registration that finds no room gets 507, and the log says so once', async () => {
  const events: LogEvent[] = []
  const store = createMemoryStore({ maxRecords: 6 })
  const log = (event: LogEvent) => events.push(event)
  const { mock } = assembleTwin({ log }, { issuerOf: (sts) => `http://localhost/${sts}`, store })
  const register = async (clientId: string) => {
    const body = JSON.stringify({
      clientId,
      certificates: [],
      legacyAuth: true,
      clientSecret: 'secret-text',
      scopes: ['nhn:a/b'],
    })
    const headers = { 'content-type': 'application/json' }
    return mock.handle(new Request('http://localhost/_mock/clients', { method: 'POST', headers, body }))
  }
  const statuses: number[] = []
  for (let index = 0; index < 9; index++) statuses.push((await register(`c${index}`)).status)
  expect(statuses.slice(0, 2)).toEqual([201, 201])
  expect(statuses.slice(-2)).toEqual([507, 507])
  expect(events.filter(({ fields }) => fields.event === 'limit')).toHaveLength(1)
  expect(events.filter(({ level }) => level === 'error')).toEqual([])
})

const eventsOf = (events: readonly LogEvent[], limit: string) => events.filter(({ fields }) => fields.limit === limit)

it('the log says once a minute that sessions end to make room', async () => {
  const events: LogEvent[] = []
  let now = 0
  const twin = createHelseIdMock({ now: () => now, log: (event) => events.push(event) })
  for (let count = 0; count < limits.sessions.value; count++) await twin.createSession()
  expect(events).toEqual([])
  for (; now < 120_000; now += 30_000) await twin.createSession()
  expect(eventsOf(events, 'sessions').map(({ message }) => message)).toEqual(
    Array(2).fill('The limit of 1000 sessions is reached: the least recently used session ends'),
  )
})

it.each([
  ['journalEntries', { journalLimit: 1 }],
  ['journalBytes', { journalBytes: 100 }],
] as const)('full journals of several sessions are one log line a minute for %s', async (limit, bounds) => {
  const events: LogEvent[] = []
  const twin = createHelseIdMock({ now: () => 0, log: (event) => events.push(event) })
  for (let count = 0; count < 3; count++) {
    const session = await twin.createSession(bounds)
    for (let request = 0; request < 3; request++)
      await session.handle(new Request(`${session.issuer('test')}/.well-known/openid-configuration`))
  }
  const [value] = Object.values(bounds)
  expect(events.map(({ fields }) => fields).filter(({ event }) => event !== 'request')).toEqual([
    { event: 'limit', limit, value },
  ])
})

it('the APIs remember a proof although their verifier made room for others, and within the bound of the twin', async () => {
  const origin = 'http://localhost'
  let full = 0
  const store = createMemoryStore({ maxUses: 10, onUsesFull: () => full++ })
  const { mock } = assembleTwin({}, { issuerOf: (sts) => `${origin}/${sts}`, store })
  const call = async () => {
    const url = `${origin}/nhn-api/test/hello`
    const { accessToken, proof } = await mock.mint({ proof: { url, method: 'GET' } })
    const headers = { authorization: `DPoP ${accessToken}`, dpop: String(proof) }
    return async () => (await mock.handle(new Request(url, { headers }))).status
  }
  const send = await call()
  expect(await send()).toBe(200)
  for (let name = 0; name < limits.verifiers.value; name++)
    await mock.handle(new Request(`http://name-${name}/nhn-api/test/hello`))
  expect([await send(), full]).toEqual([401, 0])
  for (let count = 0; count < 10; count++) expect(await (await call())()).toBe(200)
  expect(full).toBe(1)
})

it('the journals of all sessions have a common size: the oldest requests of the largest are dropped', async () => {
  const events: LogEvent[] = []
  const twin = createHelseIdMock({ now: () => 0, log: (event) => events.push(event) })
  const body = 'x'.repeat(200_000)
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  const send = async (session: StartedSession) =>
    session.handle(
      new Request(`http://localhost/s/${session.id}/test/connect/token`, { method: 'POST', headers, body }),
    )
  const quiet = await twin.createSession()
  await send(quiet)
  const busy = await Promise.all([0, 1, 2].map(async () => twin.createSession()))
  const kept = limits.sessionJournals.value / body.length
  for (let count = 0; count < kept / 2; count++) for (const session of busy) await send(session)
  expect(quiet.requests).toHaveLength(1)
  const lengths = busy.map(({ requests }) => requests.length)
  expect(Math.max(...lengths) - Math.min(...lengths)).toBeLessThanOrEqual(1)
  const all = lengths.reduce((sum, length) => sum + length, 1)
  expect(all).toBeLessThanOrEqual(kept)
  expect(all).toBeGreaterThan(0.9 * kept)
  expect(eventsOf(events, 'sessionJournals')).toHaveLength(1)
})
