/** Every scenario by name: what a raw HTTP client sees. */
import { readdirSync } from 'node:fs'
import { createHelseIdMock, type StartedMockSts, startMockSts } from 'helseid-mock'
import { decodeJwt, decodeProtectedHeader } from 'jose'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { demoSigningKey } from '../../../mock-sts/keys/signing-keys.ts'
import { scenarios } from '../../../mock-sts/scenarios/index.ts'
import { api, askForToken, otherScope, type RawAsk, registration, scope } from '../endpoints/raw-token-request.ts'
import { answered, failed, raw, type Seen } from '../http/raw-http.ts'
import { apiScenarios } from '../services/nhn-api/api-scenario-table.ts'

let sts: StartedMockSts
beforeEach(async () => {
  sts = await startMockSts({ port: 0, clients: [registration] })
})
afterEach(() => sts.close())

/** How a scenario is asked for where the good request alone would not show it. */
const asks: Readonly<Record<string, RawAsk>> = {
  'no-answer': { patience: 300 },
  'nonce-on-other-errors': { form: { scope: 'nhn:unknown/scope' } },
  'rejected-scope': { form: { scope: null } },
}

const ask = async (scenario?: string) => askForToken(sts, { scenario, ...asks[nameOf(scenario ?? '')] })
const nameOf = (key: string) => key.split(';')[0] ?? ''

const error = (code: string, description?: string) => (seen: Seen) => {
  expect([seen.status, JSON.parse(seen.body)]).toEqual([
    400,
    { error: code, ...(description && { error_description: description }) },
  ])
  expect(seen.headers).not.toHaveProperty('dpop-nonce')
}
/** The answer's Date is the server's, in whole seconds. */
const clockOff = (seconds: number) => (seen: Seen) => {
  error('invalid_client')(seen)
  const off = (Date.parse(String(seen.headers.date)) - Date.now()) / 1000
  expect(Math.abs(off - seconds)).toBeLessThan(10)
}
const body = (check: (members: Record<string, unknown>) => void) => (seen: Seen) => {
  expect(seen.status).toBe(200)
  check(JSON.parse(seen.body))
}
const token = (check: (claims: Record<string, unknown>, header: Record<string, unknown>) => void) =>
  body(({ access_token: jwt }) =>
    check(decodeJwt(String(jwt)), decodeProtectedHeader(String(jwt)) as Record<string, unknown>),
  )
const demoKid = demoSigningKey('test').kid
const lacks = (...names: string[]) =>
  token((claims) => {
    for (const name of names) expect(claims).not.toHaveProperty([name])
  })
const has = (members: object) => token((claims) => expect(claims).toMatchObject(members))

/** By the name of each scenario; the text after it is what the request's header says more. */
const atTheTokenEndpoint: Readonly<Record<string, (seen: Seen) => void>> = {
  'invalid-client': error('invalid_client'),
  'invalid-request': error('invalid_request'),
  'invalid-scope': error('invalid_scope'),
  'invalid-target': error('invalid_target'),
  'invalid-grant': error('invalid_grant'),
  'unauthorized-client': error('unauthorized_client'),
  'unsupported-grant-type': error('unsupported_grant_type'),
  'invalid-dpop-proof': error('invalid_dpop_proof', "Invalid 'iat' value."),
  'access-denied': error('access_denied', 'HID-DOUBLE-STRUCTURE'),
  'endless-nonce-challenge': (seen) => {
    expect(JSON.parse(seen.body)).toEqual({ error: 'use_dpop_nonce', error_description: "Invalid 'nonce' value." })
    expect(seen.headers['dpop-nonce']).toMatch(/^[\w-]{20,}$/)
  },
  'nonce-always-expired': (seen) => {
    expect(JSON.parse(seen.body)).toEqual({ error: 'use_dpop_nonce', error_description: "Invalid 'nonce' value." })
    expect(seen.headers['dpop-nonce']).toMatch(/^[\w-]{20,}$/)
  },
  'nonce-challenge-without-header': error('use_dpop_nonce', "Missing 'nonce' value."),
  'nonce-on-other-errors': (seen) => {
    expect([seen.status, JSON.parse(seen.body)]).toEqual([400, { error: 'invalid_scope' }])
    expect(seen.headers['dpop-nonce']).toMatch(/^[\w-]{20,}$/)
  },
  'too-many-requests;seconds=3': answered(429, { 'retry-after': '3' }),
  'service-unavailable': answered(503, { 'retry-after': '1' }),
  'server-error': (seen) => expect([seen.status, seen.body]).toEqual([500, '']),
  'bad-gateway': answered(502, { 'content-type': 'text/html' }),
  'slow-answer;seconds=0.05': body(({ token_type }) => expect(token_type).toBe('DPoP')),
  'empty-answer': (seen) => expect([seen.status, seen.body]).toEqual([200, '']),
  'html-answer': answered(200, { 'content-type': 'text/html' }),
  'wrong-content-type': (seen) => {
    expect(seen).toMatchObject({ status: 200, headers: { 'content-type': 'text/plain' } })
    expect(JSON.parse(seen.body)).toHaveProperty('access_token')
  },
  'connection-reset': failed(/ECONNRESET/),
  'no-answer': failed(/PATIENCE/),
  'truncated-answer': (seen) => {
    expect([seen.status, seen.failure]).toEqual([200, 'ECONNRESET'])
    expect(seen.body.length).toBeGreaterThan(5)
    expect(() => JSON.parse(seen.body)).toThrow()
  },
  'dribbled-answer;milliseconds=0': body(({ token_type }) => expect(token_type).toBe('DPoP')),
  'missing-access-token': body((members) =>
    expect(Object.keys(members)).toEqual(['expires_in', 'token_type', 'scope']),
  ),
  'missing-expires-in': body((members) =>
    expect(Object.keys(members)).toEqual(['access_token', 'token_type', 'scope']),
  ),
  'expires-in-text': body((members) => expect(members.expires_in).toBe('600')),
  'token-type-case': body((members) => expect(members.token_type).toBe('dPOP')),
  'expired-token': token(({ exp }) => expect(Number(exp)).toBeLessThan(Date.now() / 1000 - 590)),
  'token-not-yet-valid': token(({ nbf }) => expect(Number(nbf)).toBeGreaterThan(Date.now() / 1000 + 590)),
  'short-lived-token;seconds=7': body(({ access_token, expires_in }) => {
    const { iat, exp } = decodeJwt(String(access_token))
    expect([expires_in, Number(exp) - Number(iat)]).toEqual([7, 7])
  }),
  'wrong-issuer': has({ iss: 'https://stranger.example' }),
  'another-environments-issuer': has({ iss: 'https://helseid-sts.nhn.no' }),
  'wrong-audience': has({ aud: 'nhn:another-api' }),
  'missing-audience': lacks('aud'),
  'several-audiences': has({ aud: [api, 'nhn:another-api'] }),
  'missing-scope': lacks('scope'),
  'missing-binding': lacks('cnf'),
  'bearer-instead-of-dpop': body(({ token_type, access_token }) => {
    expect(token_type).toBe('Bearer')
    expect(decodeJwt(String(access_token))).not.toHaveProperty('cnf')
  }),
  'foreign-binding': has({ cnf: { jkt: '0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I' } }),
  'missing-organization': lacks(
    'helseid://claims/client/claims/orgnr_parent',
    'helseid://claims/client/claims/orgnr_supplier',
  ),
  'foreign-organization': has({ 'helseid://claims/client/claims/orgnr_parent': '999977775' }),
  'bad-signature': has({ client_id: 'c' }),
  'unknown-key': has({ client_id: 'c' }),
  'unknown-kid': token((_claims, { kid }) => expect(kid).toBe('F'.repeat(40))),
  'alg-none': body(({ access_token }) => {
    expect(String(access_token)).toMatch(/\.$/)
    expect(decodeProtectedHeader(String(access_token)).alg).toBe('none')
  }),
  'hs256-confusion': token((_claims, { alg }) => expect(alg).toBe('HS256')),
  'wrong-typ': token((_claims, { typ }) => expect(typ).toBe('dpop+jwt')),
  'large-token;bytes=9000': body(({ access_token }) => expect(String(access_token).length).toBeGreaterThan(12_000)),
  'client-key-expired': error('invalid_client'),
  'client-disabled': error('invalid_client'),
  'delegation-withdrawn': (seen) =>
    expect(JSON.parse(seen.body)).toMatchObject({
      error: 'invalid_request',
      error_description: expect.stringMatching(/^HID-1001/),
    }),
  'terms-not-accepted': error('invalid_scope'),
  'rejected-scope': body((members) => expect(members).toMatchObject({ scope, rejected_scope: otherScope })),
  'key-rotated': token((_claims, { kid }) => expect(kid).not.toBe(demoKid)),
  'key-retired': token((_claims, { kid }) => expect(kid).not.toBe(demoKid)),
  'server-clock-ahead': clockOff(600),
  'server-clock-behind': clockOff(-600),
}

const inMetadata: Readonly<Record<string, readonly [path: string, check: (seen: Seen) => void]>> = {
  'metadata-down': ['', answered(503)],
  'metadata-wrong-issuer': ['', (seen) => expect(JSON.parse(seen.body).issuer).toBe('https://stranger.example')],
  'metadata-without-token-endpoint': ['', (seen) => expect(JSON.parse(seen.body)).not.toHaveProperty('token_endpoint')],
  'jwks-unreachable': ['/jwks', answered(500)],
  'jwks-empty': ['/jwks', (seen) => expect(JSON.parse(seen.body)).toEqual({ keys: [] })],
  'jwks-html': ['/jwks', answered(200, { 'content-type': 'text/html' })],
  'jwks-slow;seconds=0.05': ['/jwks', (seen) => expect(JSON.parse(seen.body).keys).toHaveLength(1)],
}

/** Files of the folder that are not scenarios: the list, the shape of a scenario, and which one applies. */
const machinery = new Set(['index', 'scenario', 'active-scenarios'])

it('every file is a scenario of the same name, told in whole sentences, and is walked through here', () => {
  const files = readdirSync(new URL('../../../mock-sts/scenarios/', import.meta.url)).map((file) =>
    file.replace('.ts', ''),
  )
  const names = scenarios.map(({ name }) => name).sort()
  expect(names).toEqual(files.filter((file) => !machinery.has(file)).sort())
  const walked = [atTheTokenEndpoint, inMetadata, apiScenarios].flatMap((table) => Object.keys(table).map(nameOf))
  expect(walked.sort()).toEqual(names)
  for (const { happens, goodClient } of scenarios)
    for (const text of [happens, goodClient]) expect(text).toMatch(/^[A-Z].+\.$/)
})

describe('asked for by the header of one request', () => {
  it.each(Object.entries(atTheTokenEndpoint))('%s', async (header, check) => {
    check(await ask(header))
    expect(sts.requests.at(-1)?.scenario).toBe(nameOf(header))
  })

  it.each(Object.entries(inMetadata))('%s', async (header, [path, check]) => {
    const url = `${sts.issuer('test')}/.well-known/openid-configuration${path}`
    check(await raw({ method: 'GET', url, headers: { 'x-helseid-mock-scenario': header } }))
    expect((await raw({ method: 'GET', url })).status).toBe(200)
  })

  it.each([
    ['no-such-scenario', 'there is no scenario "no-such-scenario"; helseid-mock scenarios lists them'],
    ['slow-answer;hours=1', 'slow-answer has no parameter hours: use seconds'],
    ['slow-answer;seconds=soon', '"seconds=soon" must be a parameter and a number: seconds=5'],
  ])('%s: what is wrong is said', async (header, message) => {
    const seen = await ask(header)
    expect([seen.status, JSON.parse(seen.body).detail]).toEqual([400, `x-helseid-mock-scenario: ${message}`])
  })
})

describe('used in code', () => {
  const status = async () => (await ask()).status

  it('for everyone, until reset', async () => {
    await sts.use('server-error')
    expect([await status(), await status()]).toEqual([500, 500])
    await sts.reset()
    expect(await status()).toBe(200)
  })

  it('for one client, so many times: a challenge before it counts like any other request', async () => {
    await sts.use('server-error', { clientId: 'c', times: 2 })
    expect([await status(), await status(), await status()]).toEqual([500, 500, 200])
    await sts.use('server-error', { clientId: 'somebody else' })
    expect(await status()).toBe(200)
  })

  it('in turn: fail twice with different faults, leave one alone, then fail again', async () => {
    await sts.use(['server-error', 'service-unavailable', null, null, 'bad-gateway'])
    const seen = []
    for (let index = 0; index < 5; index++) seen.push(await status())
    expect(seen).toEqual([500, 503, 200, 502, 200])
  })

  it('what changes a token is counted when there is a token', async () => {
    await sts.use('short-lived-token', { times: 1, parameters: { seconds: 7 } })
    const lifetimes = [JSON.parse((await ask()).body).expires_in, JSON.parse((await ask()).body).expires_in]
    expect(lifetimes).toEqual([7, 600])
  })

  it('whoever is left alone between two changed tokens gets a good one: the challenge before it does not count', async () => {
    await sts.use(['short-lived-token', null, 'short-lived-token'], { parameters: { seconds: 7 } })
    const lifetimes = []
    for (let index = 0; index < 3; index++) lifetimes.push(JSON.parse((await ask()).body).expires_in)
    expect(lifetimes).toEqual([7, 600, 7])
  })

  it.each(['short-lived-token', 'missing-expires-in', 'server-error', 'key-rotated'])(
    '%s: of requests at the same time one takes the only turn, and the journal says which',
    async (name) => {
      await sts.use(name, { times: 1 })
      await Promise.all(Array.from({ length: 8 }, () => ask()))
      expect(sts.requests.filter(({ scenario }) => scenario === name)).toHaveLength(1)
    },
  )

  it('requests at the same time take one turn each, and none is passed over', async () => {
    const names = ['expired-token', 'wrong-issuer', 'missing-scope', 'missing-audience']
    await sts.use(names)
    await Promise.all(names.map(() => ask()))
    expect(sts.requests.flatMap(({ scenario }) => scenario ?? []).sort()).toEqual([...names].sort())
  })

  it('a use that a later one hides for good is forgotten, however often it is asked for', async () => {
    const twin = createHelseIdMock()
    const inUse = async () => {
      const response = await twin.handle(new Request('http://localhost:8080/_mock/scenarios'))
      return ((await response.json()) as { inUse: { sequence: string[] }[] }).inUse.map(({ sequence }) => sequence)
    }
    await twin.use('jwks-empty')
    await twin.use(['server-error', 'bad-gateway'], { clientId: 'c' })
    for (let index = 0; index < 100; index++) await twin.use('server-error')
    await twin.use('service-unavailable', { times: 1 })
    expect(await inUse()).toEqual([
      ['service-unavailable'],
      ['server-error'],
      ['server-error', 'bad-gateway'],
      ['jwks-empty'],
    ])
  })

  it('the narrowest wins: client before STS before everyone, and the request’s own header before all', async () => {
    await sts.use('server-error')
    await sts.use('service-unavailable', { sts: 'test1' })
    expect(await status()).toBe(503)
    await sts.use('too-many-requests', { clientId: 'c' })
    expect(await status()).toBe(429)
    expect((await ask('bad-gateway')).status).toBe(502)
  })

  it('the journal has the error that went over the wire, not the one that the twin would have sent', async () => {
    await sts.use(['invalid-client', 'server-error'])
    for (const error of ['invalid_client', undefined]) {
      await ask()
      expect(sts.requests.at(-1)?.error).toBe(error)
    }
  })

  it('a name or a parameter that there is none of is refused', async () => {
    await expect(sts.use('no-such')).rejects.toThrow(/there is no scenario "no-such"/)
    await expect(sts.use('slow-answer', { parameters: { hours: 1 } })).rejects.toThrow(
      /has no parameter hours: use seconds/,
    )
    await expect(sts.use('server-error', { sts: 'tset' })).rejects.toThrow(/unknown STS "tset"/)
  })
})

describe('used by the control plane, and from the start', () => {
  const control = async (method: string, value?: unknown) =>
    fetch(`${sts.origin}/_mock/scenarios`, { method, ...(value !== undefined && { body: JSON.stringify(value) }) })

  it('lists what there is and what is in use; uses; clears', async () => {
    expect((await control('POST', { name: 'server-error', clientId: 'c' })).status).toBe(201)
    const { scenarios: known, inUse } = (await (await control('GET')).json()) as {
      scenarios: unknown[]
      inUse: unknown[]
    }
    expect([known.length, inUse]).toEqual([scenarios.length, [{ clientId: 'c', sequence: ['server-error'] }]])
    expect((await ask()).status).toBe(500)
    expect((await control('DELETE')).status).toBe(204)
    expect((await ask()).status).toBe(200)
  })

  it.each<[unknown, RegExp]>([
    [{}, /needs either `name` or `sequence`/],
    [{ name: 'no-such' }, /there is no scenario "no-such"/],
    [{ nmae: 'x' }, /unknown member "nmae"; did you mean "name"/],
    [{ name: 'server-error', times: 0 }, /\/times must be >= 1/],
  ])('%j is refused, and nothing changes', async (value, message) => {
    const response = await control('POST', value)
    expect([response.status, ((await response.json()) as { detail: string }).detail]).toEqual([
      400,
      expect.stringMatching(message),
    ])
    expect(((await (await control('GET')).json()) as { inUse: unknown[] }).inUse).toEqual([])
  })

  it('from the start, by the configuration', async () => {
    await using other = await startMockSts({ port: 0, scenario: 'metadata-down' })
    expect((await fetch(`${other.issuer('test')}/.well-known/openid-configuration`)).status).toBe(503)
    await expect(startMockSts({ port: 0, scenario: 'no-such' })).rejects.toThrow(
      /\/scenario: there is no scenario "no-such"/,
    )
  })
})
