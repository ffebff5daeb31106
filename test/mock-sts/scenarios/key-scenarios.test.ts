/** Scenarios that change the signing keys, as seen by a client and by an API in another process. */
import { createTokenVerifier } from 'helseid-client/verifier'
import { type StartedMockSts, startMockSts } from 'helseid-mock'
import { decodeJwt, decodeProtectedHeader } from 'jose'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { askForToken, api as audience, registration } from '../endpoints/raw-token-request.ts'

const url = 'https://api.example/hello'
let sts: StartedMockSts
beforeEach(async () => {
  sts = await startMockSts({ port: 0, clients: [registration] })
})
afterEach(() => sts.close())

const kidsAt = async (path: string) => {
  const { keys } = (await (await fetch(`${sts.issuer('test')}${path}`)).json()) as { keys: { kid: string }[] }
  return keys.map(({ kid }) => kid)
}
const jwks = () => kidsAt('/.well-known/openid-configuration/jwks')
const kidOfToken = async () => {
  const { access_token: token } = JSON.parse((await askForToken(sts)).body) as { access_token: string }
  return decodeProtectedHeader(token).kid
}
const requestWith = async () => {
  const { accessToken, proof } = await sts.mint({ proof: { url } })
  return new Request(url, { headers: { authorization: `DPoP ${accessToken}`, dpop: String(proof) } })
}
/** An API that reads the twin's metadata and JWKS over the network. */
const apiElsewhere = (now: () => number) =>
  createTokenVerifier({ issuer: sts.issuer('test'), audience, now, jwksCooldown: 0 })

it('key-rotated: signs the next token with a new key, keeps both keys in the JWKS, and adds no third one', async () => {
  const [first] = await jwks()
  await sts.use('key-rotated')
  const second = await kidOfToken()
  expect(second).not.toBe(first)
  expect(await kidOfToken()).toBe(second)
  expect(await jwks()).toEqual([first, second])
  expect(await kidsAt('/connect/expiredjwks')).toEqual([])
})

it('key-retired: leaves only the new key in the JWKS and moves the former key to expired_jwks_uri', async () => {
  const [first] = await jwks()
  await sts.use('key-retired')
  const [second, ...others] = await jwks()
  expect(second).not.toBe(first)
  expect(others).toEqual([])
  expect(await kidsAt('/connect/expiredjwks')).toEqual([first])
  expect(await kidOfToken()).toBe(second)
})

it('key-retired: retires one key once despite concurrent requests, and the journal records the scenario', async () => {
  const [first] = await jwks()
  await sts.use('key-retired')
  const seen = await Promise.all(Array.from({ length: 12 }, jwks))
  expect(new Set(seen.map(String)).size).toBe(1)
  expect(await kidsAt('/connect/expiredjwks')).toEqual([first])
  expect(sts.requestsTo('jwks').at(-1)?.scenario).toBe('key-retired')
})

it('two concurrent calls retire a key only once', async () => {
  const keys = sts.keys()
  const kid = await keys.publish()
  const outcomes = await Promise.allSettled([keys.retire(kid), keys.retire(kid)])
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected'])
  expect(keys.retired()).toHaveLength(1)
})

it('key-rotated and key-retired act in turn with an overlap between them, and reset restores the first key', async () => {
  const [first] = await jwks()
  await sts.use(['key-rotated', 'key-retired'], { clientId: 'c' })
  const second = await kidOfToken()
  expect(await jwks()).toEqual([first, second])
  expect([await kidOfToken(), await jwks()]).toEqual([second, [second]])
  await sts.reset()
  expect(await jwks()).toEqual([first])
})

it('the API accepts tokens signed with a new key that is not in its cache yet (D27)', async () => {
  const verify = apiElsewhere(Date.now)
  await verify(await requestWith())
  await sts.use('key-rotated')
  const newKid = await kidOfToken()
  const request = await requestWith()
  const token = String(request.headers.get('authorization')).slice(5)
  expect(decodeProtectedHeader(token).kid).toBe(newKid)
  expect(await verify(request)).toMatchObject({ jti: decodeJwt(token).jti })
})

it('the API rejects tokens of a key removed from the JWKS when its cache has expired (D28)', async () => {
  const clock = { ms: Date.now() }
  const verify = apiElsewhere(() => clock.ms)
  await verify(await requestWith())
  const [one, another] = [await requestWith(), await requestWith()]
  await sts.use('key-retired')
  await jwks()
  // The API uses its cached keys until the cache expires after one day.
  await verify(one)
  clock.ms += 24 * 60 * 60 * 1000
  await expect(verify(another)).rejects.toMatchObject({ status: 401, code: 'token-key-unknown' })
})
