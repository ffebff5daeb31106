/** What a raw HTTP client sees of every scenario at the protected API, and every way to select one. */
import { createHelseIdClient } from 'helseid-client'
import { createHelseIdMock, type HelseIdMock, type MintOptions, type StartedMockSts, startMockSts } from 'helseid-mock'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { demoClient } from '../../demo/demo-client.ts'
import { askForToken, registration } from '../../endpoints/raw-token-request.ts'
import { raw, type Seen } from '../../http/raw-http.ts'
import { rowOf, shownIn } from '../../scenarios/seen/index.ts'

let sts: StartedMockSts
beforeEach(async () => {
  sts = await startMockSts({ port: 0, clients: [demoClient.registration] })
})
afterEach(() => sts.close())

interface Call {
  readonly scenario?: string | undefined
  readonly mint?: MintOptions
  readonly twin?: HelseIdMock & { readonly origin: string }
  readonly timeout?: number | undefined
}

/** Calls the API with a valid request, except for the changes in `mint`. */
async function call({ scenario, mint = {}, twin = sts, timeout }: Call = {}): Promise<Seen> {
  const url = `${twin.origin}/nhn-api/test/hello`
  const { accessToken, proof } = await twin.mint({ ...mint, proof: { url, ...mint.proof } })
  const scenarioHeader = scenario === undefined ? {} : { 'x-helseid-mock-scenario': scenario }
  const headers = { authorization: `DPoP ${accessToken}`, dpop: String(proof), ...scenarioHeader }
  return raw({ method: 'GET', url, headers, timeout })
}
const status = async (from?: Call) => (await call(from)).status

describe('an API scenario selected by the header of one request', () => {
  it.each(shownIn('api answer'))('$name acts on that request only', async (scenario) => {
    const { name } = scenario
    const { header, options = {}, sees } = rowOf(scenario)
    sees(await call({ scenario: header, mint: { clientId: 'c' }, timeout: options.timeout }))
    expect(sts.requestsTo('api')).toEqual([
      expect.objectContaining({
        scenario: name,
        clientId: 'c',
        method: 'GET',
        url: `${sts.origin}/nhn-api/test/hello`,
      }),
    ])
    expect(await status()).toBe(200)
    expect(sts.requestsTo('api').map((request) => request.scenario)).toEqual([name, undefined])
  })

  it.each(['https://æ.example/☃', 'https://a.example/\r\nSet-Cookie: "a"'])(
    'the challenge for a token whose issuer is %j is a valid header field',
    async (iss) => {
      const { status: seen, headers } = await call({ mint: { claims: { iss } } })
      expect([seen, headers['www-authenticate']]).toEqual([401, expect.stringMatching(/^DPoP error="invalid_token"/)])
      expect(headers).not.toHaveProperty('set-cookie')
      expect(sts.requestsTo('api').at(-1)?.error).toBe('token-issuer')
    },
  )

  it.each([{ toString: 1 }, [], 994598759])('an orgnr_parent of %j is refused as malformed', async (parent) => {
    const twin = createHelseIdMock()
    const url = 'http://localhost:8080/nhn-api/test/organization'
    const token = await twin.handle(
      new Request('http://localhost:8080/_mock/tokens', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ claims: { 'helseid://claims/client/claims/orgnr_parent': parent }, proof: { url } }),
      }),
    )
    const { accessToken, proof } = (await token.json()) as { accessToken: string; proof: string }
    const answer = await twin.handle(
      new Request(url, { headers: { authorization: `DPoP ${accessToken}`, dpop: proof } }),
    )
    expect([answer.status, ((await answer.json()) as { error: string }).error]).toEqual([403, 'organization-malformed'])
  })

  it('its response links to the journal entry', async () => {
    const link = (await call({ scenario: 'api-server-error' })).headers['x-helseid-mock-verdict']
    expect(await (await fetch(String(link))).json()).toMatchObject({ scenario: 'api-server-error', status: 500 })
  })

  it('an invalid header is rejected with the reason', async () => {
    const seen = await call({ scenario: 'api-slow-answer;hours=1' })
    expect([seen.status, JSON.parse(seen.body).detail]).toEqual([
      400,
      'x-helseid-mock-scenario: api-slow-answer has no parameter hours: use seconds',
    ])
  })

  it('API scenarios do not affect token requests, nor token scenarios the API', async () => {
    await sts.use('server-error')
    expect(await status()).toBe(200)
    await sts.reset()
    await sts.use('api-server-error')
    const { clientId, privateJwk: key, scope } = demoClient
    const client = createHelseIdClient({ issuer: sts.issuer('test'), clientId, key, scopes: [scope] })
    expect((await client.getToken()).tokenType).toBe('DPoP')
  })
})

describe('an API scenario used in code, control plane or configuration', () => {
  it('acts a limited number of times, or in a sequence in which null leaves a request unchanged', async () => {
    await sts.use('api-forbidden', { times: 2 })
    expect([await status(), await status(), await status()]).toEqual([403, 403, 200])
    await sts.use(['api-server-error', null, 'api-bad-gateway'])
    expect([await status(), await status(), await status(), await status()]).toEqual([500, 200, 502, 200])
  })

  it('shares a sequence with the token endpoint, where null counts at the place of the turn before it', async () => {
    await sts.use([null, 'api-server-error', 'server-error', null, 'api-forbidden'])
    expect([await status(), await status(), await status()]).toEqual([200, 500, 200])
    const requestToken = async () =>
      (await fetch(`${sts.issuer('test')}/connect/token`, { method: 'POST', body: new URLSearchParams() })).status
    expect([await requestToken(), await requestToken(), await status(), await status()]).toEqual([500, 400, 403, 200])
  })

  it('acts on one client (by the token’s client_id) or one STS, and the most specific use wins', async () => {
    await sts.use('api-server-error', { sts: 'test' })
    await sts.use('api-too-many-requests', { clientId: 'c' })
    expect([await status(), await status({ mint: { clientId: 'c' } })]).toEqual([500, 429])
    expect(await status({ mint: { clientId: 'c' }, scenario: 'api-forbidden' })).toBe(403)
    const qa = await sts.mint({ sts: 'qa', proof: { url: `${sts.origin}/nhn-api/qa/hello` } })
    const headers = { authorization: `DPoP ${qa.accessToken}`, dpop: String(qa.proof) }
    expect((await fetch(`${sts.origin}/nhn-api/qa/hello`, { headers })).status).toBe(200)
  })

  it('can be used through the control plane', async () => {
    const body = JSON.stringify({ name: 'api-service-unavailable', parameters: { seconds: 7 }, times: 1 })
    expect(
      (
        await fetch(`${sts.origin}/_mock/scenarios`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body,
        })
      ).status,
    ).toBe(201)
    expect(await call()).toMatchObject({ status: 503, headers: { 'retry-after': '7' } })
    expect(await status()).toBe(200)
  })

  it('acts from the start when the configuration names it', async () => {
    await using other = await startMockSts({ port: 0, scenario: 'api-too-many-requests;seconds=9' })
    expect(await call({ twin: other })).toMatchObject({ status: 429, headers: { 'retry-after': '9' } })
  })

  it('acts in one session and in no other', async () => {
    await using session = await sts.createSession()
    await session.use('api-server-error')
    expect([await status({ twin: session }), await status()]).toEqual([500, 200])
    expect([session.requestsTo('api').length, sts.requestsTo('api').length]).toEqual([1, 1])
  })
})

describe('an API that requires its own nonce', () => {
  const nonceOf = (seen: Seen) => String(seen.headers['dpop-nonce'])
  const withNonce = async (nonce: string, mint: MintOptions = {}) =>
    call({ mint: { ...mint, proof: { url: `${sts.origin}/nhn-api/test/hello`, nonce } } })
  beforeEach(() => sts.use('api-nonce-challenge'))

  it('challenges a proof without a nonce and accepts the nonce more than once (D09)', async () => {
    const challenge = await call()
    expect([challenge.status, challenge.headers['www-authenticate']]).toEqual([
      401,
      expect.stringMatching(/^DPoP error="use_dpop_nonce"/),
    ])
    const nonce = nonceOf(challenge)
    expect([(await withNonce(nonce)).status, (await withNonce(nonce)).status]).toEqual([200, 200])
  })

  it('challenges again for an invented nonce, the token endpoint’s nonce and an expired nonce', async () => {
    const made = await withNonce('made-up')
    expect([made.status, made.headers['dpop-nonce']]).toEqual([401, expect.any(String)])
    await sts.registerClient(registration)
    const ofTheSts = nonceOf(await askForToken(sts, { scenario: 'endless-nonce-challenge' }))
    expect((await withNonce(ofTheSts)).status).toBe(401)
    const nonce = nonceOf(await call())
    sts.clock.advance({ seconds: 61 })
    expect((await withNonce(nonce)).headers['www-authenticate']).toMatch(/use_dpop_nonce/)
  })

  it('accepts a nonce for the time set by the parameter seconds', async () => {
    await sts.use('api-nonce-challenge', { parameters: { seconds: 300 } })
    const nonce = nonceOf(await call())
    sts.clock.advance({ seconds: 299 })
    expect((await withNonce(nonce)).status).toBe(200)
  })

  it('refuses an invalid token despite a valid nonce, and sends no nonce to a request without a proof', async () => {
    const nonce = nonceOf(await call())
    const expired = await withNonce(nonce, { broken: ['expired-token'] })
    expect([expired.status, expired.headers['www-authenticate']]).toEqual([401, expect.stringMatching(/invalid_token/)])
    const unproven = await raw({ method: 'GET', url: `${sts.origin}/nhn-api/test/hello` })
    expect([unproven.status, unproven.headers['dpop-nonce']]).toEqual([401, undefined])
  })
})

describe('a scenario that a request does not show keeps its turn', () => {
  const nonceOf = (seen: Seen) => seen.headers['dpop-nonce']

  it('api-nonce-challenge stays for a request without a proof, or with a valid nonce', async () => {
    await sts.use('api-nonce-challenge', { times: 2 })
    const url = `${sts.origin}/nhn-api/test/hello`
    expect(nonceOf(await raw({ method: 'GET', url }))).toBeUndefined()
    const nonce = String(nonceOf(await call()))
    expect(nonceOf(await call({ mint: { proof: { url, nonce } } }))).toBeUndefined()
    expect(nonceOf(await call())).toBeDefined()
    expect(await status()).toBe(200)
  })

  it('api-nonce-on-success stays for a call that is refused', async () => {
    await sts.use('api-nonce-on-success', { times: 1 })
    const refused = await call({ mint: { broken: ['expired-token'] } })
    expect([refused.status, nonceOf(refused)]).toEqual([401, undefined])
    const accepted = await call()
    expect([accepted.status, nonceOf(accepted)]).toEqual([200, expect.any(String)])
    expect(nonceOf(await call())).toBeUndefined()
  })
})
