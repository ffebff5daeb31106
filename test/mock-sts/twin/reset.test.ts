/** `reset` and the requests that are in flight when it is called: they are answered, and leave the new state alone. */
import { setTimeout as pause } from 'node:timers/promises'
import { compose, registrationOf } from 'helseid-contract/rules'
import { createHelseIdMock, type HelseIdMock, type LogEvent } from 'helseid-mock'
import { expect, it } from 'vitest'
import { createMemoryStore } from '../../../mock-sts/store/memory.ts'
import type { Once } from '../../../mock-sts/store/once.ts'
import type { Records } from '../../../mock-sts/store/records.ts'
import type { Store } from '../../../mock-sts/store/store.ts'
import { assembleTwin } from '../../../mock-sts/twin/assemble.ts'
import { realIssuerOf } from '../../../mock-sts/twin/foundation.ts'
import { caseContext, start, toFetch } from '../endpoints/case-harness.ts'

const issuer = 'https://helseid-sts.test.nhn.no'
const jwksUrl = `${issuer}/.well-known/openid-configuration/jwks`
const get = (url: string, scenario?: string) =>
  new Request(url, scenario === undefined ? {} : { headers: { 'x-helseid-mock-scenario': scenario } })
const tokenRequest = (clientId: string, scenario?: string) =>
  new Request(`${issuer}/connect/token`, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      ...(scenario !== undefined && { 'x-helseid-mock-scenario': scenario }),
    },
    body: `grant_type=client_credentials&client_id=${clientId}`,
  })
const metrics = async (twin: HelseIdMock) => (await twin.handle(get('http://localhost:8080/metrics'))).text()

it('a request in flight at a reset is answered, counted and logged, but does not enter the journal', async () => {
  const events: LogEvent[] = []
  const twin = createHelseIdMock({ log: (event) => events.push(event) })
  const slow = [
    twin.handle(tokenRequest('early', 'slow-answer;seconds=0.2')),
    twin.handle(get(jwksUrl, 'jwks-slow;seconds=0.2')),
  ]
  await pause(50)
  await twin.reset()
  await twin.handle(tokenRequest('late'))
  expect((await Promise.all(slow)).map(({ status }) => status)).toEqual([400, 200])
  expect(twin.requests.map(({ clientId }) => clientId)).toEqual(['late'])
  expect(twin.requestsTo('jwks')).toEqual([])
  expect(await metrics(twin)).toContain('helseid_mock_requests_total{sts="test",endpoint="jwks",status="200"} 1')
  expect(events.filter(({ fields }) => fields.clientId === 'early')).toHaveLength(1)
})

it('a request that reached a session by its client does not enter the journal of the session after a reset', async () => {
  const twin = createHelseIdMock()
  const session = await twin.createSession({ clients: [{ clientId: 'own', jwks: { keys: [] }, scopes: ['x'] }] })
  const slow = twin.handle(tokenRequest('own', 'slow-answer;seconds=0.2'))
  await pause(50)
  await session.reset()
  await slow
  expect([session.requests, twin.requests]).toEqual([[], []])
  await twin.handle(tokenRequest('own'))
  expect(session.requests).toHaveLength(1)
})

it('a request in flight at a reset takes no turn of a scenario that is used after it', async () => {
  const { mock } = assembleTwin({ now: () => start * 1000 }, { issuerOf: realIssuerOf, store: createMemoryStore() })
  const context = caseContext(mock, {})
  const registration = registrationOf({}, context.clientId, context)
  await mock.registerClient(registration)
  const composed = (nonce: string | undefined) => compose({}, context, { now: start, nonce, previous: undefined })
  const nonceNow = async () => (await mock.handle(toFetch(composed(undefined)))).headers.get('dpop-nonce') ?? undefined

  // The turn is found before the reset, and would be taken when the token is issued.
  await mock.use('expired-token')
  const inFlight = mock.handle(bodyAfter(pause(100), toFetch(composed(await nonceNow()))))
  await pause(20)
  await mock.reset()
  await mock.registerClient(registration)
  await mock.use('wrong-audience', { times: 1 })
  await inFlight
  expect(mock.requests).toEqual([])
  await mock.handle(toFetch(composed(await nonceNow())))
  expect(mock.requests.map(({ scenario }) => scenario)).toEqual([undefined, 'wrong-audience'])
})

it('requests and `publish` succeed when a reset overtakes the generation of a signing key', async () => {
  const events: LogEvent[] = []
  const twin = createHelseIdMock({ log: (event) => events.push(event) })
  const firstKids = (await twin.keys('test').list()).map(({ kid }) => kid)
  const control = (sts: string, change: string) =>
    twin.handle(
      new Request('http://localhost:8080/_mock/keys', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ do: change, sts }),
      }),
    )
  // Loads the control plane, which takes longer than the pause below.
  await twin.handle(get('http://localhost:8080/_mock/keys'))
  await twin.use('key-retired')
  const jwks = twin.handle(get(jwksUrl))
  const changes = [control('qa', 'publish'), control('qa', 'rotate')]
  const published = twin.keys('prod').publish()
  await pause(20)
  await twin.reset()
  const answer = await jwks
  const { keys } = (await answer.json()) as { keys: { kid: string }[] }
  expect([answer.status, keys.map(({ kid }) => kid)]).toEqual([200, firstKids])
  expect((await Promise.all(changes)).map(({ status }) => status)).toEqual([201, 201])
  expect(await published).toMatch(/^[0-9A-F]{40}$/)
  for (const sts of ['test', 'qa', 'prod'])
    expect((await twin.keys(sts).list()).map(({ state }) => state)).toEqual(['active'])
  expect(events.filter(({ level }) => level === 'error')).toEqual([])
}, 30_000)

it('a reset that the store refuses leaves journal, clock, scenarios and generation as they were', async () => {
  const { mock, context } = assembleTwin({}, { issuerOf: realIssuerOf, store: withoutClear(createMemoryStore()) })
  await mock.use('server-error')
  await mock.handle(tokenRequest('c'))
  mock.clock.advance({ minutes: 30 })
  await expect(mock.reset()).rejects.toThrow('the store is down')
  expect([mock.requests.length, context.scenarios.inUse.length, context.generation]).toEqual([1, 1, 0])
  expect(mock.clock.now() - Date.now()).toBeGreaterThan(29 * 60 * 1000)
})

it('a warning about a name is logged again after a reset and after a change of the configuration', async () => {
  const messages: string[] = []
  const twin = createHelseIdMock({ issuer: 'http://twin:8080', log: ({ message }) => messages.push(message) })
  const discovery = () => twin.handle(get('http://localhost:8080/test/.well-known/openid-configuration'))
  await discovery()
  await discovery()
  expect(messages).toHaveLength(1)
  await twin.reset()
  await discovery()
  await twin.configure({ issuer: 'http://other:8080' })
  await discovery()
  expect(messages).toEqual([
    expect.stringContaining('http://twin:8080'),
    expect.stringContaining('http://twin:8080'),
    expect.stringContaining('http://other:8080'),
  ])
})

/** The request, whose body ends after `delay`. */
function bodyAfter(delay: Promise<unknown>, request: Request): Request {
  const body = new ReadableStream({
    async start(controller) {
      const bytes = new Uint8Array(await request.clone().arrayBuffer())
      await delay
      controller.enqueue(bytes)
      controller.close()
    },
  })
  const { url, method, headers } = request
  return new Request(url, { method, headers, body, duplex: 'half' } as RequestInit)
}

function withoutClear(store: Store): Store {
  const clear = () => Promise.reject(new Error('the store is down'))
  const broken = <T extends Once | Records<unknown>>(part: T): T => ({ ...part, clear })
  return {
    records: (collection) => broken(store.records(collection) as Records<unknown>) as never,
    once: (name) => broken(store.once(name)),
    scoped: (name, now) => withoutClear(store.scoped(name, now)),
    clear,
  }
}
