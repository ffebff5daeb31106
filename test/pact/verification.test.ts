/** The verification options: which twin they use, and what happens to a state that cannot be set up. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createTokenVerifier } from 'helseid-client/verifier'
import { helseIdPact, stsPact, tokenState, type Verification } from 'helseid-contract/pact'
import { startMockSts } from 'helseid-mock'
import { decodeJwt } from 'jose'
import { expect, it, onTestFinished, vi } from 'vitest'

const api = { providerBaseUrl: 'https://api.example', audience: 'nhn:a', scopes: ['nhn:a/read'] }

/** The address of an API that answers 200 to everything. */
async function startApi(): Promise<string> {
  const server = createServer((_request, response) => void response.end()).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** The headers with which the filter sends a request, or the response that it sends instead. */
async function filtered({ requestFilter }: Verification, authorization: string, path = '/x?page=2') {
  const request = { method: 'GET', url: path, headers: { authorization, dpop: 'stale' }, body: undefined }
  const answers: unknown[] = []
  const response = {
    once: () => undefined,
    status: (code: number) => ({ send: (text: string) => answers.push(code, text) }),
  }
  await requestFilter(request as never, response as never, () => undefined)
  return answers.length > 0 ? answers : request.headers
}
const setUp = async ({ stateHandlers }: Verification, state: string, parameters: object) =>
  (stateHandlers[state] as { setup(parameters: object): Promise<void> }).setup(parameters)
const tearDown = async ({ stateHandlers }: Verification, state: string) =>
  (stateHandlers[state] as { teardown(): Promise<void> }).teardown()

it('uses tokens and proofs of the given session', async () => {
  await using sts = await startMockSts({ port: 0 })
  const session = await sts.createSession()
  const kit = await helseIdPact({ ...api, twin: session.origin })
  const headers = (await filtered(kit, 'DPoP x')) as Record<string, string>
  const verify = createTokenVerifier({ issuer: session.issuer('test'), audience: 'nhn:a', scopes: ['nhn:a/read'] })
  const request = new Request('https://api.example/x?page=2', { headers })
  expect(await verify(request)).toMatchObject({ iss: session.issuer('test'), client_id: 'helseid-pact' })
})

it('keeps the scheme of the pact, and does not change a request without one', async () => {
  await using sts = await startMockSts({ port: 0 })
  const kit = await helseIdPact({ ...api, providerBaseUrl: await startApi(), twin: sts.origin })
  expect(await filtered(kit, 'Bearer x')).toMatchObject({ authorization: expect.stringMatching(/^Bearer ey/) })
  expect(await filtered(kit, 'Basic x')).toEqual({ authorization: 'Basic x', dpop: 'stale' })
})

it('does not double a trailing slash of the API address in proofs', async () => {
  await using sts = await startMockSts({ port: 0 })
  const kit = await helseIdPact({ ...api, providerBaseUrl: 'https://api.example/v1/', twin: sts.origin })
  expect(kit.providerBaseUrl).toBe('https://api.example/v1')
  const { dpop } = (await filtered(kit, 'DPoP x')) as { dpop: string }
  expect(decodeJwt(dpop).htu).toBe('https://api.example/v1/x')
})

it('restores a form that Pact has parsed', async () => {
  await using sts = await startMockSts({ port: 0 })
  const { requestFilter } = await helseIdPact({ ...api, twin: sts.origin })
  const headers: Record<string, string> = {
    'content-type': 'application/x-www-form-urlencoded',
    'content-length': '99',
  }
  const body = { code: ['J01', 'A02'], name: { given: 'Kari' }, note: 'æ & ø' }
  const request = { method: 'POST', url: '/x', headers, body: body as unknown }
  await requestFilter(request as never, {} as never, () => undefined)
  const text = String(request.body)
  expect([...new URLSearchParams(text)]).toEqual([
    ['code', 'J01'],
    ['code', 'A02'],
    ['name[given]', 'Kari'],
    ['note', 'æ & ø'],
  ])
  expect(headers['content-length']).toBe(String(text.length))
})

it('sends the control token, and reports a missing one', async () => {
  await using sts = await startMockSts({ port: 0, controlToken: 'open-sesame' })
  await expect(stsPact({ twin: sts.origin })).rejects.toThrow(/failed with status 401/)
  await expect(stsPact({ twin: sts.origin, controlToken: 'open-sesame' })).resolves.toBeDefined()
})

it('fails only the interaction whose state the twin rejects, with the reason', async () => {
  await using sts = await startMockSts({ port: 0 })
  const kit = await helseIdPact({ ...api, providerBaseUrl: await startApi(), twin: sts.origin })
  const printed = vi.spyOn(console, 'error').mockImplementation(() => undefined)
  await setUp(kit, 'a registered client', { tenancy: 'no-such-tenancy' })
  expect(await filtered(kit, 'DPoP x')).toEqual([599, expect.stringContaining('/tenancy')])
  expect(printed.mock.calls).toEqual([[expect.stringMatching(/^GET \/x\?page=2: .*\/tenancy/)]])
  printed.mockRestore()
  await tearDown(kit, 'a registered client')
  await setUp(kit, tokenState, { proof: { broken: 'no-such-fault' } })
  expect(await filtered(kit, 'DPoP x')).toEqual([599, expect.stringContaining('no-such-fault')])
  await tearDown(kit, tokenState)
  expect(await filtered(kit, 'DPoP x')).toMatchObject({ authorization: expect.stringMatching(/^DPoP ey/) })
})

it('does not reveal a token that is sent instead of a nonce', async () => {
  await using sts = await startMockSts({ port: 0 })
  const gives: typeof fetch = async (input, init) =>
    String(input).endsWith('/connect/token') ? Response.json({ access_token: 'secret' }) : fetch(input, init)
  const kit = await stsPact({ twin: sts.origin, fetch: gives })
  await setUp(kit, 'a nonce is known', {})
  const [status, text] = (await filtered(kit, 'DPoP x')) as [number, string]
  expect([status, text]).toEqual([599, expect.stringContaining('sent no DPoP-Nonce, but 200')])
  expect(text).not.toContain('secret')
})

/** Announces a state as Pact does, even an unknown one. */
async function announce({ requestFilter }: Verification, state: string, action: 'setup' | 'teardown') {
  const request = { method: 'POST', url: '/_pactSetup', headers: {}, body: { state, action, params: {} } }
  await requestFilter(request as never, {} as never, () => undefined)
}

it('fails only the interaction with an unknown state', async () => {
  await using sts = await startMockSts({ port: 0 })
  const kit = await helseIdPact({ ...api, twin: sts.origin, states: { known: async () => undefined } })
  await announce(kit, 'known', 'setup')
  expect(await filtered(kit, 'DPoP x')).toMatchObject({ authorization: expect.stringMatching(/^DPoP ey/) })
  await announce(kit, 'expired-tokn', 'setup')
  expect(await filtered(kit, 'DPoP x')).toEqual([
    599,
    expect.stringContaining('unknown state "expired-tokn" (did you mean "expired-token"?): pass'),
  ])
  await announce(kit, 'expired-tokn', 'teardown')
  expect(await filtered(kit, 'DPoP x')).toMatchObject({ authorization: expect.stringMatching(/^DPoP ey/) })
})

it('says for an unknown state of the token service which states it has', async () => {
  await using sts = await startMockSts({ port: 0 })
  const kit = await stsPact({ twin: sts.origin })
  await announce(kit, 'a good client', 'setup')
  const expected =
    'The interaction could not be set up: unknown state "a good client": use the name of a scenario, or one of: a client, a client of one API, '
  expect(await filtered(kit, 'DPoP x')).toEqual([599, expect.stringContaining(expected)])
  await announce(kit, 'a good client', 'teardown')
  await announce(kit, 'a client of one AIP', 'setup')
  const meant = 'unknown state "a client of one AIP" (did you mean "a client of one API"?)'
  expect(await filtered(kit, 'DPoP x')).toEqual([599, expect.stringContaining(meant)])
})

it('fails the interaction whose own state throws, and the next one after a failed teardown', async () => {
  await using sts = await startMockSts({ port: 0 })
  const fails = async (): Promise<never> => Promise.reject(new Error('no database'))
  const good = async () => ({ id: 17 })
  const states = { fails, good, stays: { setup: good, teardown: fails } }
  const kit = await helseIdPact({ ...api, twin: sts.origin, states })
  expect(await setUp(kit, 'good', {})).toEqual({ id: 17 })
  await setUp(kit, 'fails', {})
  expect(await filtered(kit, 'DPoP x')).toEqual([599, expect.stringContaining('no database')])
  await tearDown(kit, 'fails')
  await tearDown(kit, 'good')
  await setUp(kit, 'stays', {})
  expect(await filtered(kit, 'DPoP x')).toMatchObject({ authorization: expect.stringMatching(/^DPoP ey/) })
  await expect(tearDown(kit, 'stays')).rejects.toThrow('no database')
  expect(await filtered(kit, 'DPoP x')).toEqual([599, expect.stringContaining('no database')])
})

it('keeps a scenario that does not break tokens active until the interaction ends', async () => {
  await using sts = await startMockSts({ port: 0 })
  const kit = await helseIdPact({ ...api, twin: sts.origin })
  const jwks = async () => (await fetch(`${sts.issuer('test')}/.well-known/openid-configuration/jwks`)).json()
  await setUp(kit, 'jwks-empty', {})
  expect(await jwks()).toEqual({ keys: [] })
  await tearDown(kit, 'jwks-empty')
  expect(await jwks()).toMatchObject({ keys: [{ kty: 'RSA' }] })
})

it('passes parameters to an active scenario; a scenario that breaks tokens takes none', async () => {
  await using sts = await startMockSts({ port: 0 })
  const kit = await helseIdPact({ ...api, providerBaseUrl: `${sts.origin}/nhn-api/test`, twin: sts.origin })
  await setUp(kit, 'api-too-many-requests', { seconds: 7 })
  const { status, headers } = await fetch(`${sts.origin}/nhn-api/test/hello`)
  expect([status, headers.get('retry-after')]).toEqual([429, '7'])
  await tearDown(kit, 'api-too-many-requests')
  const printed = vi.spyOn(console, 'error').mockImplementation(() => undefined)
  await setUp(kit, 'token-not-yet-valid', { seconds: 1 })
  expect(await filtered(kit, 'DPoP x')).toEqual([
    599,
    expect.stringContaining('"token-not-yet-valid" takes no parameters'),
  ])
  printed.mockRestore()
})

it('passes parameters to the token service’s scenarios', async () => {
  await using sts = await startMockSts({ port: 0 })
  const kit = await stsPact({ twin: sts.origin })
  await setUp(kit, 'a client', {})
  await setUp(kit, 'too-many-requests', { seconds: 7 })
  const answer = await fetch(`${sts.origin}/_mock/scenarios`)
  expect(await answer.json()).toMatchObject({ inUse: [{ parameters: { seconds: 7 } }] })
})

it('ends with an interaction of the token service what it has set up on the twin, and nothing else', async () => {
  await using sts = await startMockSts({ port: 0 })
  const before = { clientId: 'helseid-pact', jwks: { keys: [] }, scopes: ['nhn:other/read'] }
  await sts.registerClient(before)
  await sts.use('slow-answer', { clientId: 'another-client' })
  const jwks = async () => (await fetch(`${sts.issuer('test')}/.well-known/openid-configuration/jwks`)).json()
  const keys = await jwks()
  const kit = await stsPact({ twin: sts.origin })
  await setUp(kit, 'a client', {})
  await setUp(kit, 'too-many-requests', {})
  await setUp(kit, 'key-rotated', {})
  await tearDown(kit, 'a client')
  const registered = await fetch(`${sts.origin}/_mock/clients/helseid-pact`)
  expect(await registered.json()).toMatchObject(before)
  const scenarios = await fetch(`${sts.origin}/_mock/scenarios`)
  expect(await scenarios.json()).toMatchObject({ inUse: [{ sequence: ['slow-answer'], clientId: 'another-client' }] })
  expect(await jwks()).toEqual(keys)
})

it('throws at once if the twin is unreachable, naming its address', async () => {
  const failed = expect(helseIdPact({ ...api, twin: 'http://127.0.0.1:9' })).rejects
  await failed.toThrow(/^cannot reach the twin at http:\/\/127\.0\.0\.1:9: .* helseid-mock serve starts one$/)
})

it('names the reason if the twin listens at none of several addresses', async () => {
  const cause = Object.assign(new AggregateError([], ''), { code: 'ECONNREFUSED' })
  const refuses = async () => Promise.reject(new TypeError('fetch failed', { cause }))
  const failed = expect(helseIdPact({ ...api, twin: 'http://localhost:9', fetch: refuses })).rejects
  await failed.toThrow(/^cannot reach the twin at http:\/\/localhost:9: ECONNREFUSED\. Is it running\?/)
})

it('reports a 401 to a valid token and proof, with the issuer that the API should trust', async () => {
  await using sts = await startMockSts({ port: 0 })
  const kit = await helseIdPact({ ...api, twin: sts.origin, states: { known: async () => undefined } })
  const printed = vi.spyOn(console, 'error').mockImplementation(() => undefined)
  const request = { method: 'GET', url: '/x', headers: { authorization: 'DPoP x', dpop: 'x' }, body: undefined }
  const response = { statusCode: 401, once: (_event: string, listener: () => void) => listener() }
  await kit.requestFilter(request as never, response as never, () => undefined)
  await tearDown(kit, 'known')
  expect(printed.mock.calls).toEqual([
    [expect.stringMatching(/^GET \/x: 401, although token and proof are valid: .* No one has fetched keys from http:/)],
  ])
  printed.mockRestore()
})

it('fails an interaction whose state is a scenario of the twin’s own API', async () => {
  await using sts = await startMockSts({ port: 0 })
  const kit = await helseIdPact({ ...api, twin: sts.origin })
  const printed = vi.spyOn(console, 'error').mockImplementation(() => undefined)
  await setUp(kit, 'api-token-expired', {})
  const expected = 'the scenario "api-token-expired" acts on the twin\'s own API only, not on https://api.example'
  expect(await filtered(kit, 'DPoP x')).toEqual([599, expect.stringContaining(expected)])
  printed.mockRestore()
})

it('refuses unknown, missing and wrong options at once', async () => {
  const wrong = {
    twin: 'localhost:18999',
    providerBaseUrl: 'localhost:123',
    scopes: 'text',
    sts: 'foo',
    state_map: {},
    scope: ['x'],
  }
  await expect(helseIdPact(wrong as never)).rejects.toThrow(
    new TypeError(
      'helseIdPact: twin must be an address such as http://localhost:8080, with http:// or https://; providerBaseUrl must be an address such as http://localhost:5000, with http:// or https://; audience is missing: must be a string that is not empty; scopes must be an array of scopes such as [\'nhn:journal/read\']; sts must be one of test, qa, prod; unknown option state_map (did you mean "stateMap"?); unknown option scope (did you mean "scopes"?)',
    ),
  )
  await expect(stsPact({ twin: 'http://localhost:8080', profile: 'nxt' } as never)).rejects.toThrow(
    new TypeError('stsPact: profile must be one of today, next, lenient'),
  )
})

it('refuses the address of an issuer, and of a server that is not a twin', async () => {
  await using sts = await startMockSts({ port: 0 })
  for (const pact of [helseIdPact({ ...api, twin: sts.issuer('test') }), stsPact({ twin: `${sts.issuer('qa')}/` })])
    await expect(pact).rejects.toThrow(
      new RegExp(`must be the address of the twin, ${sts.origin}, without /(test|qa)$`),
    )
  for (const status of [200, 401]) {
    const refuses: typeof fetch = async () => new Response('{"error":"who?"}', { status })
    await expect(helseIdPact({ ...api, twin: sts.origin, fetch: refuses })).rejects.toThrow(
      `${sts.origin} is not a twin: GET ${sts.origin}/_mock/scenarios was answered with`,
    )
  }
})

it('fails an interaction at once if nothing listens at the address of the API', async () => {
  await using sts = await startMockSts({ port: 0 })
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const providerBaseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  server.close()
  await once(server, 'close')
  const kit = await helseIdPact({ ...api, providerBaseUrl, twin: sts.origin })
  const printed = vi.spyOn(console, 'error').mockImplementation(() => undefined)
  const expected = `cannot reach the API at ${providerBaseUrl}: connect ECONNREFUSED`
  expect(await filtered(kit, 'Basic x')).toEqual([599, expect.stringContaining(expected)])
  printed.mockRestore()
})
