/** What a raw HTTP client sees of every scenario, and every way to select one. */
import { createHelseIdMock, type StartedMockSts, startMockSts } from 'helseid-mock'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parseScenario } from '../../../mock-sts/scenarios/active-scenarios.ts'
import { scenarios } from '../../../mock-sts/scenarios/index.ts'
import { outlivesRequest } from '../../../mock-sts/scenarios/outlives-request.ts'
import { askForToken, registration } from '../endpoints/raw-token-request.ts'
import { raw, type Seen } from '../http/raw-http.ts'
import { rowOf, shownIn } from './seen/index.ts'

let sts: StartedMockSts
beforeEach(async () => {
  sts = await startMockSts({ port: 0, clients: [registration] })
})
afterEach(() => sts.close())

const requestToken = async (scenario?: string) => askForToken(sts, { scenario })
/** Classifies a response of the token endpoint; undefined if it is not an OAuth response. */
function placeOf({ status, body }: Seen): string | undefined {
  if (status === 200 && body.includes('"token_type"')) return 'token'
  if (status !== 400) return undefined
  return JSON.parse(body).error === 'use_dpop_nonce' ? 'challenge' : 'refusal'
}

describe('a scenario selected by the header of one request', () => {
  it.each(shownIn('challenge', 'refusal', 'token'))('$name is visible in a $shows', async (scenario) => {
    const { header, options, sees } = rowOf(scenario)
    const twin = outlivesRequest(scenario.act) ? await sts.createSession() : sts
    const seen = await askForToken(twin, { ...options, scenario: header })
    sees(seen)
    expect(placeOf(seen)).toBe(scenario.shows)
    expect(twin.requests.at(-1)?.scenario).toBe(scenario.name)
  })

  it.each(shownIn('transport'))('$name is visible in any response of the token endpoint', async (scenario) => {
    const { header, options, sees } = rowOf(scenario)
    sees(await askForToken(sts, { ...options, scenario: header }))
    expect(new Set(sts.requests.map(({ scenario: acted }) => acted))).toEqual(new Set([scenario.name]))
  })

  it.each(shownIn('metadata', 'jwks'))('$name is visible in the $shows', async (scenario) => {
    const { header, sees } = rowOf(scenario)
    const url = `${sts.issuer('test')}/.well-known/openid-configuration${scenario.shows === 'jwks' ? '/jwks' : ''}`
    sees(await raw({ method: 'GET', url, headers: { 'x-helseid-mock-scenario': header } }))
    expect((await raw({ method: 'GET', url })).status).toBe(200)
  })

  it.each([
    ['no-such-scenario', 'unknown scenario "no-such-scenario" (list them with `helseid-mock scenarios`)'],
    [
      'slow-anwser',
      'unknown scenario "slow-anwser" (list them with `helseid-mock scenarios`); did you mean "slow-answer"?',
    ],
    ['slow-answer;hours=1', 'slow-answer has no parameter hours: use seconds'],
    ['slow-answer;seconds=1;seconds=2', 'seconds is given twice'],
    ['slow-answer;seconds=soon', '"seconds=soon" must be a parameter with a number, such as seconds=5'],
  ])('rejects the header %s with the reason', async (header, message) => {
    const seen = await requestToken(header)
    expect([seen.status, JSON.parse(seen.body).detail]).toEqual([400, `x-helseid-mock-scenario: ${message}`])
  })
})

describe('a scenario selected by a header outside a session', () => {
  /** What another caller sees. */
  const state = async () => {
    const { keys } = sts
    const jwks = await (await fetch(`${sts.issuer('test')}/.well-known/openid-configuration/jwks`)).text()
    const control = ['clients', 'apis', 'scenarios', 'keys', 'sessions']
    // When a client was last used changes with every request, of a scenario or not.
    const parts = control.map(async (part) => {
      const answer = await (await fetch(`${sts.origin}/_mock/${part}`)).json()
      return { ...(answer as object), lastUsed: undefined }
    })
    return [
      jwks,
      (await keys('test').active()).kid,
      await requestToken().then(({ status }) => status),
      ...(await Promise.all(parts)),
    ]
  }

  it.each(scenarios)('$name changes nothing for other callers', async (scenario) => {
    const before = await state()
    const { header } = rowOf(scenario)
    const timeout = scenario.name.endsWith('no-answer') ? 100 : undefined
    const headers = { 'x-helseid-mock-scenario': header }
    await askForToken(sts, { scenario: header, ...(timeout && { timeout }) })
    for (const path of [
      '/test/.well-known/openid-configuration',
      '/test/.well-known/openid-configuration/jwks',
      '/nhn-api/test/hello',
    ])
      await raw({ method: 'GET', url: sts.origin + path, headers, timeout })
    expect(await state()).toEqual(before)
  })

  it.each(scenarios.filter(({ act }) => outlivesRequest(act)))(
    '$name is refused with the call to use instead',
    async ({ name }) => {
      const seen = await requestToken(name)
      expect([seen.status, JSON.parse(seen.body).detail]).toEqual([
        400,
        expect.stringContaining(`POST /_mock/scenarios with {"name":"${name}"}, or send the header in a session`),
      ])
    },
  )
})

describe('a scenario used in code', () => {
  const status = async () => (await requestToken()).status

  it('acts on every request until the twin is reset', async () => {
    await sts.use('server-error')
    expect([await status(), await status()]).toEqual([500, 500])
    await sts.reset()
    expect(await status()).toBe(200)
  })

  it('acts on one client a limited number of times, and counts a challenge like any other request', async () => {
    await sts.use('server-error', { clientId: 'c', times: 2 })
    expect([await status(), await status(), await status()]).toEqual([500, 500, 200])
    await sts.use('server-error', { clientId: 'another-client' })
    expect(await status()).toBe(200)
  })

  it('acts in turn as part of a sequence, in which null leaves a request unchanged', async () => {
    await sts.use(['server-error', 'service-unavailable', null, null, 'bad-gateway'])
    const seen = []
    for (let index = 0; index < 5; index++) seen.push(await status())
    expect(seen).toEqual([500, 503, 200, 502, 200])
  })

  it('takes the parameters of each step of a sequence, instead of those for all steps', async () => {
    await sts.use(['too-many-requests', null, null, 'server-error', 'service-unavailable'], {
      stepParameters: [{ seconds: 7 }, {}, {}, {}, { seconds: 9 }],
    })
    const stepsInUse = async () => {
      const answer = await sts.fetch(`${sts.origin}/_mock/scenarios`)
      return ((await answer.json()) as { inUse: { stepParameters: object[] }[] }).inUse[0]?.stepParameters
    }
    expect(await stepsInUse()).toEqual([{ seconds: 7 }, {}, {}, {}, { seconds: 9 }])
    const seen = []
    for (let index = 0; index < 4; index++) {
      const answer = await requestToken()
      seen.push([answer.status, answer.headers['retry-after']])
      if (index === 0) expect(await stepsInUse()).toEqual([{}, {}, {}, { seconds: 9 }])
    }
    expect(seen).toEqual([
      [429, '7'],
      [200, undefined],
      [500, undefined],
      [503, '9'],
    ])
    await sts.use(['too-many-requests', 'service-unavailable'], {
      parameters: { seconds: 3 },
      stepParameters: [{ seconds: 7 }],
    })
    const waits = [await requestToken(), await requestToken()].map(({ headers }) => headers['retry-after'])
    expect(waits).toEqual(['7', '3'])
  })

  it.each([
    [['server-error'], [{ seconds: 1 }], /server-error has no parameter seconds/],
    [['slow-answer', null], [{}, { seconds: 1 }], /step 2 of the sequence is null/],
    [['slow-answer'], [{}, {}], /must not have more entries \(2\) than sequence \(1\)/],
    ['slow-answer', [{ seconds: 1 }], /stepParameters is for a sequence: use parameters/],
  ] as const)('refuses parameters that no step takes: %j with %j', async (names, stepParameters, message) => {
    await expect(sts.use(names, { stepParameters })).rejects.toThrow(message)
    expect(await status()).toBe(200)
  })

  it.each(shownIn('challenge', 'refusal', 'token'))(
    '$name with `times: 1` is seen once, by a client that gets a nonce challenge first',
    async (scenario) => {
      const { header, options, sees } = rowOf(scenario)
      await sts.use(scenario.name, { times: 1, parameters: parseScenario(header).parameters })
      sees(await askForToken(sts, options))
      expect((await requestToken()).status).toBe(200)
      expect(sts.requests.filter(({ scenario: acted }) => acted === scenario.name)).toHaveLength(1)
    },
  )

  it.each(['delegation-withdrawn', 'terms-not-accepted', 'rejected-scope', 'wrong-content-type'])(
    '%s with `times: 1` is not used up by a request that is refused for another reason',
    async (name) => {
      await sts.use(name, { times: 1 })
      const refused = await askForToken(sts, { form: { grant_type: 'password' } })
      expect([refused.status, sts.requests.at(-1)?.scenario]).toEqual([400, undefined])
      await requestToken()
      expect(sts.requests.at(-1)?.scenario).toBe(name)
    },
  )

  it('counts a scenario that changes a token only when a token is issued', async () => {
    await sts.use('short-lived-token', { times: 1, parameters: { seconds: 7 } })
    const lifetimes = [
      JSON.parse((await requestToken()).body).expires_in,
      JSON.parse((await requestToken()).body).expires_in,
    ]
    expect(lifetimes).toEqual([7, 600])
  })

  it('does not count a challenge when null leaves a request unchanged between two changed tokens', async () => {
    await sts.use(['short-lived-token', null, 'short-lived-token'], { parameters: { seconds: 7 } })
    const lifetimes = []
    for (let index = 0; index < 3; index++) lifetimes.push(JSON.parse((await requestToken()).body).expires_in)
    expect(lifetimes).toEqual([7, 600, 7])
  })

  it.each(['short-lived-token', 'missing-expires-in', 'server-error', 'key-rotated'])(
    '%s with one turn acts on exactly one of several concurrent requests, as the journal records',
    async (name) => {
      await sts.use(name, { times: 1 })
      await Promise.all(Array.from({ length: 8 }, () => requestToken()))
      expect(sts.requests.filter(({ scenario }) => scenario === name)).toHaveLength(1)
    },
  )

  it('gives concurrent requests one turn each and skips none', async () => {
    const names = ['expired-token', 'wrong-issuer', 'missing-scope', 'missing-audience']
    await sts.use(names)
    await Promise.all(names.map(() => requestToken()))
    expect(sts.requests.flatMap(({ scenario }) => scenario ?? []).sort()).toEqual([...names].sort())
  })

  it('drops a use that a later use shadows permanently', async () => {
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

  it('prefers the request’s header, then a use for the client, then for the STS, then for everyone', async () => {
    await sts.use('server-error')
    await sts.use('service-unavailable', { sts: 'test1' })
    expect(await status()).toBe(503)
    await sts.use('too-many-requests', { clientId: 'c' })
    expect(await status()).toBe(429)
    expect((await requestToken('bad-gateway')).status).toBe(502)
  })

  it('records the error sent over the wire in the journal, not the one that the scenario replaced', async () => {
    await sts.use(['invalid-client', 'server-error'])
    for (const error of ['invalid_client', undefined]) {
      await requestToken()
      expect(sts.requests.at(-1)?.error).toBe(error)
    }
  })

  it('rejects an unknown name or parameter', async () => {
    await expect(sts.use('no-such')).rejects.toThrow(/unknown scenario "no-such"/)
    await expect(sts.use('slow-answer', { parameters: { hours: 1 } })).rejects.toThrow(
      /has no parameter hours: use seconds/,
    )
    await expect(sts.use('server-error', { sts: 'tset' })).rejects.toThrow(
      /sts is "tset": use .*; did you mean "test"\?/,
    )
  })
})

describe('a scenario used through the control plane or the configuration', () => {
  const control = async (method: string, value?: unknown) =>
    fetch(`${sts.origin}/_mock/scenarios`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(value !== undefined && { body: JSON.stringify(value) }),
    })

  it('is listed, used and cleared through the control plane', async () => {
    expect((await control('POST', { name: 'server-error', clientId: 'c' })).status).toBe(201)
    const { scenarios: known, inUse } = (await (await control('GET')).json()) as {
      scenarios: { name: string; group: string; shows: string; at: string }[]
      inUse: unknown[]
    }
    expect(known.map(({ name, group, shows, at }) => [name, group, shows, at])).toEqual(
      scenarios.map(({ name, group, shows, act }) => [name, group, shows, act.at]),
    )
    expect(inUse).toMatchObject([{ clientId: 'c', sequence: ['server-error'], acted: 0 }])
    expect((await requestToken()).status).toBe(500)
    expect((await control('DELETE')).status).toBe(204)
    expect((await requestToken()).status).toBe(200)
  })

  it.each<[unknown, RegExp]>([
    [{}, /must have either `name` or `sequence`/],
    [{ name: 'no-such' }, /unknown scenario "no-such"/],
    [{ nmae: 'x' }, /unknown member "nmae"; did you mean "name"/],
    [{ name: 'server-error', times: 0 }, /\/times must be at least 1/],
  ])('is not used when the body is the invalid %j', async (value, message) => {
    const response = await control('POST', value)
    expect([response.status, ((await response.json()) as { detail: string }).detail]).toEqual([
      400,
      expect.stringMatching(message),
    ])
    expect(((await (await control('GET')).json()) as { inUse: unknown[] }).inUse).toEqual([])
  })

  it('acts from the start when the configuration names it', async () => {
    await using other = await startMockSts({ port: 0, scenario: 'metadata-down' })
    expect((await fetch(`${other.issuer('test')}/.well-known/openid-configuration`)).status).toBe(503)
    await expect(startMockSts({ port: 0, scenario: 'no-such' })).rejects.toThrow(
      /\/scenario: unknown scenario "no-such"/,
    )
  })
})
