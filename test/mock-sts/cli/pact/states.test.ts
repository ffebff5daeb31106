/** The provider states of the proxy: where each goes, what it does, and that it ends with its interaction. */

import { type StartedMockSts, startMockSts } from 'helseid-mock'
import { decodeJwt, decodeProtectedHeader } from 'jose'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { startTestProxy } from './proxy.ts'
import { type ReceivedCall, startRecordingApi } from './recording-api.ts'

let sts: StartedMockSts
beforeAll(async () => {
  sts = await startMockSts({ port: 0 })
})
afterEach(() => sts.reset())
afterAll(() => sts.close())

const tokenOf = ({ headers }: ReceivedCall) => decodeJwt(String(headers.authorization).split(' ')[1] ?? '')
const isExpired = (call: ReceivedCall) => Number(tokenOf(call).exp) < Date.now() / 1000

/** A team's API and state URL on one port. */
async function startTeam(
  answer: (state: string) => { status: number; body: string } = () => ({ status: 200, body: '{}' }),
) {
  const changes: Record<string, unknown>[] = []
  const api = await startRecordingApi((response, { target, body }) => {
    if (!target.startsWith('/states')) return response.end()
    const change = JSON.parse(body.length === 0 ? '{}' : String(body))
    changes.push(change)
    const { status, body: text } = answer(change.state)
    response.writeHead(status, { 'Content-Type': 'application/json' }).end(text)
  })
  const calls = () => api.calls.filter(({ target }) => !target.startsWith('/states'))
  return { provider: api.origin, states: `${api.origin}/states`, changes, calls, api }
}

describe('the team’s own state URL', () => {
  it('gets unknown states, the empty state and every teardown, as they were sent', async () => {
    const { provider, states, changes } = await startTeam(() => ({ status: 200, body: '{"id":17}' }))
    const { state } = await startTestProxy(sts, { provider, states })
    expect(await (await state('a patient', 'setup', { name: 'Kari' })).json()).toEqual({ id: 17 })
    await state('expired-token')
    await state('')
    await state('a patient', 'teardown')
    await state('expired-token', 'teardown')
    expect(changes).toEqual([
      { state: 'a patient', action: 'setup', params: { name: 'Kari' } },
      { state: '', action: 'setup', params: {} },
      { state: 'a patient', action: 'teardown', params: {} },
      { state: 'expired-token', action: 'teardown', params: {} },
    ])
  })

  it('may answer 404 to the teardown of a state that only the twin knows, and of no other', async () => {
    const { provider, states } = await startTeam(() => ({ status: 404, body: '{}' }))
    const { state } = await startTestProxy(sts, { provider, states })
    expect((await state('expired-token', 'teardown')).status).toBe(200)
    expect((await state('a patient', 'teardown')).status).toBe(422)
  })

  it('fails the interaction if it refuses the state, with its reason, and no other', async () => {
    const { provider, states, calls } = await startTeam((name) =>
      name === 'expired-tokn' ? { status: 500, body: 'no database' } : { status: 200, body: '{}' },
    )
    const { state, call, printed, warned } = await startTestProxy(sts, { provider, states })
    // Pact's verifier repeats a state change for two minutes after a 5xx, and after a 4xx it sends no request and no teardown.
    expect((await state('expired-tokn')).status).toBe(200)
    await state('a patient')
    const response = await call('/x')
    const reason =
      'The interaction could not be set up: the state URL answers 500 to the state "expired-tokn", which is none of the token. Did you mean "expired-token"? Set it up there, or say with --state-map what it means for the token: no database'
    expect([response.status, await response.text()]).toEqual([599, reason])
    expect(warned[0]).toBe(reason)
    expect(calls()).toEqual([])
    await state('a nurse')
    expect((await call('/x')).status).toBe(200)
    await state('', 'teardown')
    expect(printed.map((line) => line.split('; ')[1])).toEqual(['"expired-tokn", "a patient"', '"a nurse"'])
  })

  it('is named if it cannot be reached, and the request fails at once', async () => {
    const { provider } = await startTeam()
    const { state, call } = await startTestProxy(sts, { provider, states: 'http://127.0.0.1:9/states' })
    expect((await state('a patient')).status).toBe(200)
    const response = await call('/x')
    expect([response.status, await response.text()]).toEqual([
      599,
      expect.stringContaining('cannot reach the state URL http://127.0.0.1:9/states of --states'),
    ])
  })

  it('is named by a teardown that fails, which is printed and which no verifier repeats', async () => {
    const { provider, states } = await startTeam(() => ({ status: 500, body: 'no database' }))
    const { state, warned } = await startTestProxy(sts, { provider, states })
    const response = await state('a patient', 'teardown')
    const reason = 'The teardown of "a patient" failed: the state URL answers 500 to it: no database'
    expect([response.status, await response.text()]).toEqual([422, reason])
    expect(warned).toEqual([reason])
  })

  it('does not keep a proxy from closing by giving no answer', async () => {
    const silent = await startRecordingApi(() => undefined)
    const { proxy, state } = await startTestProxy(sts, { provider: silent.origin, states: silent.origin })
    const waiting = expect(state('a patient')).rejects.toThrow()
    while (silent.calls.length === 0) await new Promise((resolve) => setTimeout(resolve, 5))
    await proxy.close()
    await waiting
  })

  it('gets a state change in the query as it was sent', async () => {
    const { provider, states, api, calls } = await startTeam()
    const { proxy, call } = await startTestProxy(sts, { provider, states })
    const change = (query: string) => fetch(`${proxy.statesUrl}?${query}`, { method: 'POST' })
    await change('state=a%20patient&action=setup&name=Kari')
    expect(api.calls[0]?.target).toBe('/states?state=a+patient&action=setup&name=Kari')
    await change(`state=a+HelseID+token&action=setup&scopes=${encodeURIComponent('["a/b"]')}&clientId=portal`)
    await call('/x')
    expect(tokenOf(calls().at(-1) as ReceivedCall)).toMatchObject({ scope: ['a/b'], client_id: 'portal' })
  })
})

it('fails only the interaction whose state no one knows, and says what was probably meant', async () => {
  const { provider, calls } = await startTeam()
  const { state, call, warned } = await startTestProxy(sts, { provider })
  expect((await state('expired-tokn')).status).toBe(200)
  const reason =
    'The interaction could not be set up: unknown state "expired-tokn". Did you mean "expired-token"? Give your own state URL with --states, or say with --state-map what it means for the token'
  expect(await (await call('/x')).text()).toBe(reason)
  expect(warned[0]).toBe(reason)
  expect((await call('/x')).status).toBe(200)
  expect(calls()).toHaveLength(1)
})

it('refuses a state change that is not a JSON object, and one beyond a megabyte', async () => {
  const { provider } = await startTeam()
  const { proxy } = await startTestProxy(sts, { provider })
  const change = (body: string) => fetch(proxy.statesUrl, { method: 'POST', body })
  for (const body of ['[]', 'state', '"x"', `{"state":"${'x'.repeat(1_100_000)}"}`])
    expect((await change(body)).status).toBe(400)
  expect(await (await change('state')).text()).toMatch(/^a state change is a JSON object such as /)
})

describe('a state', () => {
  it('ends after the answer, without a teardown', async () => {
    const { provider, calls } = await startTeam()
    const { state, call } = await startTestProxy(sts, { provider })
    await state('expired-token')
    await call('/x')
    await call('/x')
    expect(calls().slice(1).map(isExpired)).toEqual([true, false])
  })

  it('ends before its request, by a teardown', async () => {
    const { provider, calls } = await startTeam()
    const { state, call } = await startTestProxy(sts, { provider })
    await state('expired-token')
    await state('expired-token', 'teardown')
    await call('/x')
    expect(calls().map(isExpired)).toEqual([false])
  })

  it('ends also when the API resets the connection, which the answer says', async () => {
    const seen: ReceivedCall[] = []
    const { origin } = await startRecordingApi((response, call) => {
      seen.push(call)
      if (isExpired(call)) response.socket?.resetAndDestroy()
      else response.end()
    })
    const { state, call } = await startTestProxy(sts, { provider: origin })
    await state('expired-token')
    const response = await call('/x')
    expect(response.status).toBe(599)
    expect(await response.text()).toMatch(/^The API at http:\S+ gave no answer: .*(?:ECONNRESET|socket hang up)/)
    expect((await call('/x')).status).toBe(200)
    expect(seen.slice(-2).map(isExpired)).toEqual([true, false])
  })

  it('ends also when the verifier gives up', async () => {
    const gaveUp = new AbortController()
    const { origin } = await startRecordingApi((response, call) => {
      if (isExpired(call)) gaveUp.abort()
      else response.end()
    })
    const { state, call } = await startTestProxy(sts, { provider: origin })
    await call('/x')
    await state('expired-token')
    await expect(call('/x', { signal: gaveUp.signal })).rejects.toThrow()
    expect((await call('/x')).status).toBe(200)
  })

  it('ends with the scenario, the registered client and the signing key that it has set up', async () => {
    const { provider } = await startTeam()
    const { state, call } = await startTestProxy(sts, { provider })
    const jwks = async () => (await fetch(`${sts.issuer('test')}/.well-known/openid-configuration/jwks`)).json()
    const before = await jwks()
    await sts.use('slow-answer', { clientId: 'someone else' })
    await state('key-rotated')
    await state('jwks-slow', 'setup', { seconds: 0 })
    await state('a registered client', 'setup', { tenancy: 'single-tenant', parent: '994598759' })
    const registered = await fetch(`${sts.origin}/_mock/clients/helseid-pact`)
    expect(await registered.json()).toMatchObject({ tenancy: 'single-tenant' })
    await call('/x')
    await state('', 'teardown')
    expect((await fetch(`${sts.origin}/_mock/clients/helseid-pact`)).status).toBe(404)
    const scenarios = await fetch(`${sts.origin}/_mock/scenarios`)
    expect(await scenarios.json()).toMatchObject({ inUse: [{ sequence: ['slow-answer'], clientId: 'someone else' }] })
    expect(await jwks()).toEqual(before)
  })

  it('leaves a client that was registered before as it was', async () => {
    const { provider } = await startTeam()
    const before = { clientId: 'portal', jwks: { keys: [] }, scopes: ['a/b'], tenancy: 'none' as const }
    await sts.registerClient(before)
    const { state } = await startTestProxy(sts, { provider, clientId: 'portal' })
    await state('a registered client', 'setup', { tenancy: 'single-tenant', parent: '994598759' })
    await state('a registered client', 'teardown')
    expect(await (await fetch(`${sts.origin}/_mock/clients/portal`)).json()).toMatchObject(before)
  })
})

it('signs the token with the new key in the state key-rotated, and with the first key after it', async () => {
  const { provider, calls } = await startTeam()
  const { state, call } = await startTestProxy(sts, { provider })
  await call('/x')
  await state('key-rotated')
  await call('/x')
  await call('/x')
  const kids = calls().map(({ headers }) => decodeProtectedHeader(String(headers.authorization).slice(5)).kid)
  expect(kids[1]).not.toBe(kids[0])
  expect(kids[2]).toBe(kids[0])
})

it('refuses a scenario of the twin’s own API for another API', async () => {
  const { provider } = await startTeam()
  const { state, call } = await startTestProxy(sts, { provider })
  await state('api-token-expired')
  const response = await call('/x')
  expect([response.status, await response.text()]).toEqual([
    599,
    expect.stringContaining(`the scenario "api-token-expired" acts on the twin's own API only, not on ${provider}`),
  ])
  expect(await (await fetch(`${sts.origin}/_mock/scenarios`)).json()).toMatchObject({ inUse: [] })
})

it('sends a request twice with the same proof and body for a proof used twice', async () => {
  const { provider, calls } = await startTeam()
  const { state, call } = await startTestProxy(sts, { provider })
  await call('/x')
  await state('a proof used twice')
  await call('/x?a=1', { method: 'POST', body: '{"a":1.0}' })
  const [, first, second] = calls()
  expect(first).toMatchObject({ method: 'POST', target: '/x?a=1', body: Buffer.from('{"a":1.0}') })
  expect(second).toMatchObject({ method: 'POST', target: '/x?a=1', body: Buffer.from('{"a":1.0}') })
  expect(first?.headers.dpop).toBe(second?.headers.dpop)
  expect(first?.headers.authorization).toBe(second?.headers.authorization)
})

it('gives consumers’ own names of states the meaning of the state map', async () => {
  const { provider, calls } = await startTeam()
  const stateMap = {
    'a reader': { scopes: ['nhn:journal/other'] },
    'an old reader': ['expired-token', { scopes: ['nhn:journal/other'] }],
  }
  const { state, call } = await startTestProxy(sts, { provider, stateMap })
  await call('/x')
  await state('a reader', 'setup', { name: 'Kari' })
  await call('/x')
  await state('an old reader')
  await call('/x')
  const [, reader, oldReader] = calls() as [ReceivedCall, ReceivedCall, ReceivedCall]
  expect([tokenOf(reader).scope, isExpired(reader)]).toEqual([['nhn:journal/other'], false])
  expect([tokenOf(oldReader).scope, isExpired(oldReader)]).toEqual([['nhn:journal/other'], true])
})

it('refuses a state map with a meaning that it does not know, naming the entry', async () => {
  for (const meaning of ['expired-tokn', 17, null, ['x'], [[]]]) {
    const started = startTestProxy(sts, { provider: 'http://localhost', stateMap: { 'a reader': meaning as never } })
    await expect(started).rejects.toThrow(/^the state map gives "a reader" the meaning /)
  }
})

it('prints for each interaction its states, its answer, and the token and proof that were sent', async () => {
  const { provider, states } = await startTeam()
  const { proxy, state, call, printed } = await startTestProxy(sts, { provider, states })
  await call('/a?b=1')
  await state('a patient')
  await state('a HelseID token', 'setup', { proof: { broken: 'wrong-htu' }, organization: { parent: '994598759' } })
  await call('/b', { method: 'POST' })
  await state('expired-token')
  await fetch(`${proxy.origin}/c`, { headers: { authorization: 'Bearer x' } })
  await state('', 'teardown')
  expect(printed).toEqual([
    'GET /a?b=1 → 200; no state; valid token under DPoP for nhn:journal, scopes nhn:journal/read; valid proof',
    'POST /b → 200; "a patient", "a HelseID token"; changed (organization) token under DPoP for nhn:journal, scopes nhn:journal/read; proof broken by wrong-htu',
    'GET /c → 200; "expired-token"; changed (expired-token) token under Bearer for nhn:journal, scopes nhn:journal/read',
  ])
})
