/** msw answers HelseID's real hostnames in this process: production configuration works unchanged, without a port. */
import { createHelseIdClient } from 'helseid-client'
import { environments } from 'helseid-contract'
import { createHelseIdMock } from 'helseid-mock/msw'
import { decodeJwt } from 'jose'
import { HttpResponse, http } from 'msw'
import { setupServer } from 'msw/node'
import { Agent, MockAgent, fetch as undiciFetch } from 'undici'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { demoClient } from './demo/demo-client.ts'

const { clientId, privateJwk, registration, scope } = demoClient
const helseId = createHelseIdMock({ clients: [registration] })
const server = setupServer(...helseId.handlers)

beforeAll(() => server.listen({ onUnhandledFrame: 'error' }))
afterEach(async () => {
  server.resetHandlers()
  await helseId.reset()
})
afterAll(() => server.close())

const client = (environment: 'test1' | 'qa' | 'prod') =>
  createHelseIdClient({ environment, clientId, key: privateJwk, scopes: [scope] })

it.each([
  ['test1', 'https://helseid-sts.test.nhn.no'],
  ['qa', 'https://helseid-sts.qa.nhn.no'],
  ['prod', 'https://helseid-sts.nhn.no'],
] as const)('answers a token request to %s', async (environment, issuer) => {
  const token = await client(environment).getToken()
  expect(token).toMatchObject({ tokenType: 'DPoP', scope })
  const claims = JSON.parse(Buffer.from(token.accessToken.split('.')[1] ?? '', 'base64url').toString())
  expect(claims).toMatchObject({ iss: issuer, client_id: clientId })
  expect(helseId.requests.map(({ error, status }) => error ?? status)).toEqual(['use_dpop_nonce', 200])
})

it('answers Selvbetjening and the test-token service at their real addresses', async () => {
  const { issuer } = environments.test1
  const minted = await fetch(`${environments.test1.testTokenService}/v2/create-test-token-with-key`, {
    method: 'POST',
    headers: { 'X-Auth-Key': 'any' },
    body: JSON.stringify({ audience: 'nhn:x' }),
  })
  const { successResponse } = (await minted.json()) as { successResponse: { accessTokenJwt: string } }
  expect(decodeJwt(successResponse.accessTokenJwt).iss).toBe(issuer)
  for (const { selvbetjening } of [environments.test1, environments.prod])
    expect((await fetch(`${selvbetjening}/v1/client-secret`)).status).toBe(401)
})

it('lets server.use override the twin, and answers again after resetHandlers', async () => {
  server.use(http.post('https://helseid-sts.test.nhn.no/connect/token', () => new HttpResponse(null, { status: 503 })))
  await expect(client('test1').getToken()).rejects.toMatchObject({ code: 'unavailable', status: 503 })
  server.resetHandlers()
  await expect(client('test1').getToken()).resolves.toMatchObject({ scope })
})

describe('the npm package undici, which msw cannot intercept', () => {
  const metadata = 'https://helseid-sts.test.nhn.no/.well-known/openid-configuration'

  it('undici’s fetch connects to the real host', async () => {
    const refused = new Agent({
      connect: { lookup: (_name, _options, done) => done(new Error('the real host was dialled'), []) },
    })
    const failure = undiciFetch(metadata, { dispatcher: refused })
    await expect(failure).rejects.toMatchObject({ cause: { message: 'the real host was dialled' } })
  })

  it('a client that takes a fetch function gets a token with helseId.fetch', async () => {
    const through = createHelseIdClient({
      environment: 'test1',
      clientId,
      key: privateJwk,
      scopes: [scope],
      fetch: helseId.fetch,
    })
    await expect(through.getToken()).resolves.toMatchObject({ tokenType: 'DPoP' })
  })

  it('undici’s MockAgent answers from the twin', async () => {
    const agent = new MockAgent()
    agent.disableNetConnect()
    agent
      .get('https://helseid-sts.test.nhn.no')
      .intercept({ path: () => true, method: 'GET' })
      .reply(async ({ origin, path }) => {
        const response = await helseId.handle(new Request(`${origin}${path}`))
        return { statusCode: response.status, data: await response.text() }
      })
    const response = await undiciFetch(metadata, { dispatcher: agent })
    expect(await response.json()).toMatchObject({ issuer: 'https://helseid-sts.test.nhn.no' })
  })
})
