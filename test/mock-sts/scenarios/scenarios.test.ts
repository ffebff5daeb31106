/** Every scenario by name: what a raw HTTP client sees, and every way of choosing one. */
import { createHelseIdMock, type StartedMockSts, startMockSts } from 'helseid-mock'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { scenarios } from '../../../mock-sts/scenarios/index.ts'
import { askForToken, registration } from '../endpoints/raw-token-request.ts'
import { raw, type Seen } from '../http/raw-http.ts'
import { rowOf, shownIn } from './seen/index.ts'

let sts: StartedMockSts
beforeEach(async () => {
  sts = await startMockSts({ port: 0, clients: [registration] })
})
afterEach(() => sts.close())

const requestToken = async (scenario?: string) => askForToken(sts, { scenario })
/** Where an answer of the token endpoint shows what it shows; undefined for what is not an OAuth answer. */
function placeOf({ status, body }: Seen): string | undefined {
  if (status === 200 && body.includes('"token_type"')) return 'token'
  if (status !== 400) return undefined
  return JSON.parse(body).error === 'use_dpop_nonce' ? 'challenge' : 'refusal'
}

describe('asked for by the header of one request', () => {
  it.each(shownIn('challenge', 'refusal', 'token'))('$name shows in a $shows', async (scenario) => {
    const { header, options, sees } = rowOf(scenario)
    const seen = await askForToken(sts, { ...options, scenario: header })
    sees(seen)
    expect(placeOf(seen)).toBe(scenario.shows)
    expect(sts.requests.at(-1)?.scenario).toBe(scenario.name)
  })

  it.each(shownIn('transport'))('$name shows in whatever the token endpoint answers', async (scenario) => {
    const { header, options, sees } = rowOf(scenario)
    sees(await askForToken(sts, { ...options, scenario: header }))
    expect(new Set(sts.requests.map(({ scenario: acted }) => acted))).toEqual(new Set([scenario.name]))
  })

  it.each(shownIn('metadata', 'jwks'))('$name shows in the $shows', async (scenario) => {
    const { header, sees } = rowOf(scenario)
    const url = `${sts.issuer('test')}/.well-known/openid-configuration${scenario.shows === 'jwks' ? '/jwks' : ''}`
    sees(await raw({ method: 'GET', url, headers: { 'x-helseid-mock-scenario': header } }))
    expect((await raw({ method: 'GET', url })).status).toBe(200)
  })

  it.each([
    ['no-such-scenario', 'unknown scenario "no-such-scenario" (list them with `helseid-mock scenarios`)'],
    ['slow-answer;hours=1', 'slow-answer has no parameter hours: use seconds'],
    ['slow-answer;seconds=soon', '"seconds=soon" must be a parameter with a number, such as seconds=5'],
  ])('%s: what is wrong is said', async (header, message) => {
    const seen = await requestToken(header)
    expect([seen.status, JSON.parse(seen.body).detail]).toEqual([400, `x-helseid-mock-scenario: ${message}`])
  })
})

describe('used in code', () => {
  const status = async () => (await requestToken()).status

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
    const lifetimes = [
      JSON.parse((await requestToken()).body).expires_in,
      JSON.parse((await requestToken()).body).expires_in,
    ]
    expect(lifetimes).toEqual([7, 600])
  })

  it('whoever is left alone between two changed tokens gets a good one: the challenge before it does not count', async () => {
    await sts.use(['short-lived-token', null, 'short-lived-token'], { parameters: { seconds: 7 } })
    const lifetimes = []
    for (let index = 0; index < 3; index++) lifetimes.push(JSON.parse((await requestToken()).body).expires_in)
    expect(lifetimes).toEqual([7, 600, 7])
  })

  it.each(['short-lived-token', 'missing-expires-in', 'server-error', 'key-rotated'])(
    '%s: of requests at the same time one takes the only turn, and the journal says which',
    async (name) => {
      await sts.use(name, { times: 1 })
      await Promise.all(Array.from({ length: 8 }, () => requestToken()))
      expect(sts.requests.filter(({ scenario }) => scenario === name)).toHaveLength(1)
    },
  )

  it('requests at the same time take one turn each, and none is passed over', async () => {
    const names = ['expired-token', 'wrong-issuer', 'missing-scope', 'missing-audience']
    await sts.use(names)
    await Promise.all(names.map(() => requestToken()))
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
    expect((await requestToken('bad-gateway')).status).toBe(502)
  })

  it('the journal has the error that went over the wire, not the one that the twin would have sent', async () => {
    await sts.use(['invalid-client', 'server-error'])
    for (const error of ['invalid_client', undefined]) {
      await requestToken()
      expect(sts.requests.at(-1)?.error).toBe(error)
    }
  })

  it('a name or a parameter that there is none of is refused', async () => {
    await expect(sts.use('no-such')).rejects.toThrow(/unknown scenario "no-such"/)
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
      scenarios: { name: string; group: string; shows: string; at: string }[]
      inUse: unknown[]
    }
    expect(known.map(({ name, group, shows, at }) => [name, group, shows, at])).toEqual(
      scenarios.map(({ name, group, shows, act }) => [name, group, shows, act.at]),
    )
    expect(inUse).toEqual([{ clientId: 'c', sequence: ['server-error'] }])
    expect((await requestToken()).status).toBe(500)
    expect((await control('DELETE')).status).toBe(204)
    expect((await requestToken()).status).toBe(200)
  })

  it.each<[unknown, RegExp]>([
    [{}, /must have either `name` or `sequence`/],
    [{ name: 'no-such' }, /unknown scenario "no-such"/],
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
      /\/scenario: unknown scenario "no-such"/,
    )
  })
})
