/** The public interface of a twin, used as its doc comments show. */
import { createHelseIdClient } from 'helseid-client'
import { type Jwk, publicJwk } from 'helseid-contract/rules'
import { createHelseIdMock, type StartedMockSts, startMockSts } from 'helseid-mock'
import { decodeProtectedHeader } from 'jose'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import keyRing from '../keys/key-ring.NOT-A-SECRET.json' with { type: 'json' }

const clientId = 'my-client'
const key = keyRing.ec as Jwk
const scopes = ['nhn:msh/api']
const registration = { clientId, jwks: { keys: [publicJwk(key)] }, scopes }
let sts: StartedMockSts
beforeAll(async () => {
  sts = await startMockSts({ port: 0 })
})
afterEach(() => sts.reset())
afterAll(() => sts.close())

it('startMockSts serves on a free port and issues tokens to configured clients', async () => {
  await using sts = await startMockSts({ port: 0, clients: [registration] })
  const client = createHelseIdClient({ issuer: sts.issuer('test'), clientId, key, scopes })
  await client.getToken()
  expect(sts.requests.at(-1)?.verdict?.outcome).toBe('accepted')
})

it('a started twin may be closed again, also by await using', async () => {
  await using sts = await startMockSts({ port: 0 })
  await sts.close()
  await expect(sts.close()).resolves.toBeUndefined()
})

it.each([
  ['helseid-mock.config.json', /the options are text, not an object: read the configuration first/],
  [null, /the options are null, not an object/],
])('createHelseIdMock refuses %j with the reason', (options, reason) => {
  expect(() => createHelseIdMock(options as never)).toThrow(reason)
})

it('requestsTo takes the name of an endpoint, so that a typing mistake is not an empty list', () => {
  expect(() => createHelseIdMock().requestsTo('jwk' as 'jwks')).toThrow(/jwk is not an endpoint: use one of .*jwks/)
})

it('createHelseIdMock answers HelseID’s real hostnames without a port', async () => {
  const helseId = createHelseIdMock({ clients: [registration] })
  const response = await helseId.handle(new Request('https://helseid-sts.test.nhn.no/.well-known/openid-configuration'))
  expect(await response.json()).toMatchObject({ issuer: 'https://helseid-sts.test.nhn.no' })
})

it('registerClient registers a client while the twin runs', async () => {
  await sts.registerClient({ clientId, jwks: { keys: [publicJwk(key)] }, scopes })
  const client = createHelseIdClient({ issuer: sts.issuer('test'), clientId, key, scopes })
  await client.getToken()
  expect(sts.requests.at(-1)).toMatchObject({ clientId, status: 200 })
})

it('use activates scenarios in turn, and null leaves a request alone', async () => {
  await sts.registerClient(registration)
  const client = createHelseIdClient({ issuer: sts.issuer('test'), clientId, key, scopes, retries: 0 })
  await sts.use(['server-error', null], { clientId })
  await expect(client.getToken()).rejects.toMatchObject({ code: 'unavailable', status: 500 })
  await client.getToken()
})

it('createSession creates a twin within the twin, with its own profile', async () => {
  await sts.registerClient(registration)
  await using session = await sts.createSession({ profile: 'next', clients: [registration] })
  const client = createHelseIdClient({ issuer: session.issuer('test'), clientId, key, scopes })
  await client.getToken()
  expect([session.requests.at(-1)?.status, sts.requests]).toEqual([200, []])
})

it('mint makes a broken token with a proof, and the protected API refuses it', async () => {
  const url = `${sts.origin}/nhn-api/test/hello`
  const { accessToken, proof } = await sts.mint({ broken: ['expired-token'], proof: { url } })
  const response = await fetch(url, { headers: { authorization: `DPoP ${accessToken}`, dpop: String(proof) } })
  expect(response.status).toBe(401)
})

it('keys publishes and activates a signing key', async () => {
  await sts.registerClient(registration)
  const client = createHelseIdClient({ issuer: sts.issuer('test'), clientId, key, scopes })
  const next = await sts.keys('test').publish()
  await sts.keys('test').activate(next)
  expect(decodeProtectedHeader((await client.getToken()).accessToken).kid).toBe(next)
})

it('requests has each token request with its verdict', async () => {
  await sts.registerClient(registration)
  const client = createHelseIdClient({ issuer: sts.issuer('test'), clientId, key, scopes })
  await client.getToken()
  expect(sts.requests.at(-1)?.verdict?.outcome).toBe('accepted')
})
