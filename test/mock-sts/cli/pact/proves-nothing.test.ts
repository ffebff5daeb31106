/** A 401 proves that a fault was seen only if a valid token and proof would have been accepted. */
import { type StartedMockSts, startMockSts } from 'helseid-mock'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { startTestProxy } from './proxy.ts'
import { startRecordingApi } from './recording-api.ts'

let sts: StartedMockSts
beforeEach(async () => {
  sts = await startMockSts({ port: 0 })
})
afterEach(() => sts.close())

const refusesAll = () =>
  startRecordingApi(
    (response) => void response.writeHead(401, { 'WWW-Authenticate': 'DPoP error="invalid_token"' }).end(),
  )
const jwksAt = (origin: string) => fetch(`${origin}/test/.well-known/openid-configuration/jwks`)

it.each([
  ['a fault of the token', 'expired-token', {}],
  ['a fault of the proof', 'a HelseID token', { proof: { broken: 'foreign-ath' } }],
  ['a proof used twice', 'a proof used twice', {}],
] as const)('an interaction with %s fails if the API refuses a valid token too', async (_name, name, parameters) => {
  const { origin, calls } = await refusesAll()
  const { state, call, warned } = await startTestProxy(sts, { provider: origin })
  await state(name, 'setup', parameters)
  const response = await call('/x', { method: 'POST', headers: { 'content-type': 'text/plain' }, body: 'x' })
  const reason = `it would prove nothing, because ${origin} answers 401 to a valid token and proof too, as it does to the recorded token. The API says: DPoP error="invalid_token". No one has fetched keys from ${sts.issuer('test')}: the API must trust this issuer.`
  expect([response.status, await response.text()]).toEqual([599, `The interaction could not be set up: ${reason}`])
  expect(warned).toEqual([`POST /x: The interaction could not be set up: ${reason}`])
  // Under both schemes, without a body, because a valid request could change something.
  expect(calls.map(({ method, headers }) => [method, String(headers.authorization).split(' ')[0]])).toEqual([
    ['GET', 'DPoP'],
    ['GET', 'Bearer'],
  ])
  expect(calls[0]?.headers).not.toHaveProperty('content-type')
})

it('a 401 to a valid token and proof is reported', async () => {
  const { origin } = await refusesAll()
  const { proxy, call, warned } = await startTestProxy(sts, { provider: origin })
  await jwksAt(sts.origin)
  expect((await call('/x')).status).toBe(401)
  expect((await call('/y')).status).toBe(401)
  await fetch(proxy.statesUrl, { method: 'POST', body: '{"action":"teardown"}' })
  expect(warned).toEqual([
    `GET /x: 401, although token and proof are valid: an interaction that expects it proves nothing, because the recorded token would get it too. The API says: DPoP error="invalid_token". The keys of ${sts.issuer('test')} have been fetched: compare what the API requires with what it gets: issuer ${sts.issuer('test')}, audience nhn:journal, and in proofs the address ${origin}.`,
    'GET /y: 401, although token and proof are valid: an interaction that expects it proves nothing, because the recorded token would get it too. An earlier message says what to compare.',
  ])
})

it('an API that knows the twin as localhost, and not as 127.0.0.1, is recognised', async () => {
  const { origin } = await refusesAll()
  const twin = sts.origin.replace('localhost', '127.0.0.1')
  const { proxy, state, call, warned } = await startTestProxy(sts, { provider: origin, twin })
  await jwksAt(sts.origin)
  // Reads the keys at the twin's address, which does not count.
  await state('key-rotated')
  await state('key-rotated', 'teardown')
  await call('/x')
  await fetch(proxy.statesUrl, { method: 'POST', body: '{"action":"teardown"}' })
  expect(warned[0]).toContain(
    `The tokens are from ${twin}/test, but keys have been fetched from ${sts.origin} only; these are different issuers, even if both are this machine: give the twin's address as ${sts.origin}, or configure the API for ${twin}/test.`,
  )
})

it('asks the API only until it has accepted a valid token once', async () => {
  const { origin, calls } = await startRecordingApi((response, { headers }) => {
    response.writeHead(String(headers.authorization).startsWith('DPoP') ? 200 : 401).end()
  })
  const { state, call, proxy } = await startTestProxy(sts, { provider: origin })
  await state('expired-token')
  await call('/x')
  expect(calls).toHaveLength(2)
  await fetch(`${proxy.origin}/x`, { headers: { authorization: 'Bearer x' } })
  expect(calls).toHaveLength(3)
})

it('an answer other than 401 to a fault is reported with the token and proof that were sent', async () => {
  const { origin } = await startRecordingApi()
  const { state, call, warned } = await startTestProxy(sts, { provider: origin })
  await state('expired-token')
  await call('/a')
  await state('a HelseID token', 'setup', { proof: { broken: 'foreign-ath' } })
  await call('/b')
  await state('a proof used twice')
  await call('/c')
  await state('a HelseID token', 'setup', { scopes: ['nhn:journal/other'] })
  await call('/d')
  await state('wrong-audience')
  await call('/e')
  await state('', 'teardown')
  const valid = 'valid token under DPoP for nhn:journal, scopes nhn:journal/read'
  expect(warned).toEqual([
    'GET /a: 200 instead of 401, although this was sent: changed (expired-token) token under DPoP for nhn:journal, scopes nhn:journal/read; valid proof',
    `GET /b: 200 instead of 401, although this was sent: ${valid}; proof broken by foreign-ath`,
    `GET /c: 200 instead of 401, although this was sent: ${valid}; valid proof, used before`,
    'GET /d: 200, and not 403, although the token has none of the scopes nhn:journal/read: valid token under DPoP for nhn:journal, scopes nhn:journal/other; valid proof',
    'GET /e: 200 instead of 401, although this was sent: changed (wrong-audience) token under DPoP for another API than nhn:journal, scopes nhn:journal/read; valid proof',
  ])
})

it('does not ask an API whose issuer a scenario has made unreachable', async () => {
  const { origin, calls } = await refusesAll()
  const { state, call, warned } = await startTestProxy(sts, { provider: origin })
  await state('jwks-unreachable')
  await state('expired-token')
  expect((await call('/x')).status).toBe(401)
  expect([calls.length, warned]).toEqual([1, []])
})

it('a proof used twice fails the interaction if its first use is refused', async () => {
  let count = 0
  const { origin } = await startRecordingApi((response) => {
    count += 1
    response.writeHead(count === 1 ? 200 : 401).end()
  })
  const { state, call } = await startTestProxy(sts, { provider: origin })
  await call('/x')
  await state('a proof used twice')
  const response = await call('/x')
  expect([response.status, await response.text()]).toEqual([
    599,
    expect.stringContaining('proves nothing, because the API answers 401 to the first use of the proof too'),
  ])
})
