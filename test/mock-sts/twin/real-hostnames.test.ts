/** HelseID's real hostnames: every service knows the issuer, the session and the scheme that belong to the name that was requested. */
import { request as httpRequest } from 'node:http'
import { type Jwk, publicJwk } from 'helseid-contract/rules'
import { createHelseIdMock, type LogEvent, type StartedMockSts, startMockSts } from 'helseid-mock'
import { decodeJwt, decodeProtectedHeader } from 'jose'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import keyRing from '../../keys/key-ring.NOT-A-SECRET.json' with { type: 'json' }
import { registration } from '../endpoints/raw-token-request.ts'

const real = 'https://helseid-sts.test.nhn.no'
const selvbetjening = 'https://api.selvbetjening.test.nhn.no'
const post = (url: string, body: object, headers: Record<string, string> = {}) =>
  new Request(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })

describe('at the real hostname of an STS', () => {
  it('the control plane mints for the real issuer', async () => {
    const response = await createHelseIdMock().handle(post(`${real}/_mock/tokens`, {}))
    const { accessToken } = (await response.json()) as { accessToken: string }
    expect(decodeJwt(accessToken).iss).toBe(real)
  })

  it.each([
    ['https://helseid-sts.nhn.no', {}, 'https://helseid-sts.nhn.no', 'prod'],
    ['https://helseid-sts.qa.nhn.no', {}, 'https://helseid-sts.qa.nhn.no', 'qa'],
    ['https://helseid-sts.nhn.no', { sts: 'qa' }, 'https://helseid-sts.qa.nhn.no', 'qa'],
    ['http://localhost', { issuer: 'https://helseid-sts.nhn.no' }, 'https://helseid-sts.nhn.no', 'prod'],
    ['http://localhost', { issuer: 'http://helseid-mock:8080/qa' }, 'http://helseid-mock:8080/qa', 'qa'],
    ['http://localhost', { issuer: 'https://idp.example/other' }, 'https://idp.example/other', 'test'],
    ['http://localhost', {}, 'http://localhost/test', 'test'],
  ] as const)('the control plane at %s mints with %j for %s, with the key of %s', async (origin, body, issuer, sts) => {
    const lines: string[] = []
    const twin = createHelseIdMock({ log: (event) => void lines.push(JSON.stringify(event)) })
    // Each STS begins with the same demo key.
    await twin.keys(sts).activate(await twin.keys(sts).publish())
    const response = await twin.handle(post(`${origin}/_mock/tokens`, body))
    const { accessToken } = (await response.json()) as { accessToken: string }
    const active = (await twin.keys(sts).list()).find(({ state }) => state === 'active')
    expect([decodeJwt(accessToken).iss, decodeProtectedHeader(accessToken).kid]).toEqual([issuer, active?.kid])
    expect(lines.join('\n')).toContain(`token of ${sts} minted`)
  })

  it('the key ring is that of the STS, unless the request names another', async () => {
    const twin = createHelseIdMock()
    await twin.keys('prod').publish()
    const listed = async (query: string) => {
      const response = await twin.handle(new Request(`https://helseid-sts.nhn.no/_mock/keys${query}`))
      return ((await response.json()) as { keys: { kid: string }[] }).keys.map(({ kid }) => kid)
    }
    const own = async (sts: string) => (await twin.keys(sts).list()).map(({ kid }) => kid)
    expect([await listed(''), await listed('?sts=qa')]).toEqual([await own('prod'), await own('qa')])
    await twin.handle(post('https://helseid-sts.nhn.no/_mock/keys', { do: 'publish' }))
    expect([(await own('prod')).length, (await own('test')).length]).toEqual([3, 1])
  })

  it('the protected API accepts a token of that issuer', async () => {
    const twin = createHelseIdMock()
    const url = `${real}/nhn-api/test/hello`
    const { accessToken, proof } = await twin.mint({
      audience: 'nhn:test-public-samplecode',
      scopes: ['nhn:test-public-samplecode/client-credentials'],
      proof: { url },
    })
    const headers = { authorization: `DPoP ${accessToken}`, dpop: String(proof) }
    expect((await twin.handle(new Request(url, { headers }))).status).toBe(200)
  })

  it.each([
    [`${real}/tokens`, '/.well-known/openid-configuration, /connect/token, /nhn-api/test/hello'],
    [`${real}/nhn-api/prod/hello`, '/.well-known/openid-configuration, /connect/token, /nhn-api/test/hello'],
  ])('a 404 lists what is served under this name: %s', async (url, served) => {
    const response = await createHelseIdMock().handle(new Request(url))
    expect([response.status, await response.text()]).toEqual([404, expect.stringContaining(`Try ${served}.`)])
  })
})

describe('a client of a session', () => {
  const session = { clients: [{ ...registration, scopes: ['nhn:selvbetjening/client'] }] }

  it('has the issuer of the real hostname, at which the session itself serves it', async () => {
    const twin = createHelseIdMock()
    const own = await twin.createSession({ clients: [registration] })
    expect(own.issuer('test')).toBe(real)
    const metadata = await own.handle(new Request(`${own.issuer('test')}/.well-known/openid-configuration`))
    expect(await metadata.json()).toMatchObject({ issuer: real })
  })

  it('is found by Selvbetjening there, by the client id of its token', async () => {
    const twin = createHelseIdMock()
    const own = await twin.createSession(session)
    const url = `${selvbetjening}/v1/client-secret`
    const { accessToken, proof } = await twin.mint({
      audience: 'nhn:selvbetjening',
      clientId: registration.clientId,
      scopes: ['nhn:selvbetjening/client'],
      proof: { url, method: 'POST' },
    })
    const request = post(url, publicJwk(keyRing.second as Jwk), {
      authorization: `DPoP ${accessToken}`,
      dpop: String(proof),
    })
    expect((await twin.handle(request)).status).toBe(200)
    expect(own.requestsTo('selvbetjening')).toHaveLength(1)
    expect(twin.requestsTo('selvbetjening')).toHaveLength(0)
  })

  it('gets a test token with the claims that the session’s API decides', async () => {
    const twin = createHelseIdMock()
    const own = await twin.createSession({
      ...session,
      apis: [{ audience: 'nhn:own', extraClaims: { 'nhn:level': 3 } }],
    })
    const body = { audience: 'nhn:own', clientClaimsParameters: { clientId: registration.clientId } }
    const url = 'https://helseid-ttt.test.nhn.no/v2/create-test-token-with-key'
    const answer = await (await twin.handle(post(url, body, { 'x-auth-key': 'any' }))).json()
    const { successResponse } = answer as { successResponse: { accessTokenJwt: string } }
    expect(decodeJwt(successResponse.accessTokenJwt)).toMatchObject({ 'nhn:level': 3, iss: real })
    expect(own.requestsTo('test-token')).toHaveLength(1)
  })
})

describe('over plain HTTP with the Host of a real hostname', () => {
  it.each([
    'helseid-sts.test.nhn.no:443',
    'helseid-sts.test.nhn.no:80',
    'helseid-sts.test.nhn.no.',
    'HelseID-STS.test.nhn.no',
  ])('the issuer is the same with a default port, a final dot or capitals: %s', async (host) => {
    const response = await createHelseIdMock().handle(new Request(`http://${host}/.well-known/openid-configuration`))
    expect(await response.json()).toMatchObject({ issuer: real })
  })

  let sts: StartedMockSts
  const events: LogEvent[] = []
  beforeEach(async () => {
    events.length = 0
    sts = await startMockSts({ port: 0, clients: [registration], log: (event) => events.push(event) })
  })
  afterEach(() => sts.close())

  const get = async (path: string, headers: Record<string, string>) =>
    new Promise<number | undefined>((resolve, reject) => {
      httpRequest({ host: '127.0.0.1', port: sts.port, path, headers }, (response) => {
        response.resume()
        resolve(response.statusCode)
      })
        .on('error', reject)
        .end()
    })

  it.each([
    ['nhn:selvbetjening', 'nhn:selvbetjening/client', `${selvbetjening}/v1/client`],
    ['nhn:test-public-samplecode', 'nhn:test-public-samplecode/client-credentials', `${real}/nhn-api/test/hello`],
  ])('%s takes a proof for https, as the token endpoint does', async (audience, scope, url) => {
    const { accessToken, proof } = await sts.mint({
      audience,
      clientId: registration.clientId,
      scopes: [scope],
      issuer: real,
      proof: { url },
    })
    const { host, pathname } = new URL(url)
    expect(await get(pathname, { host, authorization: `DPoP ${accessToken}`, dpop: String(proof) })).toBe(200)
  })
})

describe('a request to an address that the twin does not serve', () => {
  it.each([
    ['https://localhost/tset/connect/token', 404, '/tset/connect/token'],
    ['https://localhost/test/connect/par', 400, '/test/connect/par'],
    [`${real}/connect/tokens`, 404, '/connect/tokens'],
  ])('is a log line that says what is served, and a journal entry with its body: %s', async (url, status, path) => {
    const events: LogEvent[] = []
    const twin = createHelseIdMock({ log: (event) => events.push(event) })
    const response = await twin.handle(new Request(url, { method: 'POST', body: 'grant_type=client_credentials' }))
    expect(response.status).toBe(status)
    const lines = events.filter(({ fields }) => fields.event === 'not-served').map(({ message }) => message)
    expect(lines).toEqual([
      expect.stringMatching(
        new RegExp(
          `^POST ${path} ${status} \\| nothing is served there under \\S+: try /\\S*\\.well-known/openid-configuration, `,
        ),
      ),
    ])
    const [entry] = twin.requestsTo('other')
    const raw = await twin.handle(new Request(`http://localhost/_mock/requests/${entry?.id}/raw`))
    expect(await raw.text()).toMatch(/\r\n\r\ngrant_type=client_credentials$/)
  })
})
