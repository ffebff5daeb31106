/** The signing keys of an STS: published before they sign, overlapping in the JWKS, retired to `expired_jwks_uri`. */
import { createHelseIdClient } from 'helseid-client'
import { type StartedMockSts, startMockSts } from 'helseid-mock'
import { decodeProtectedHeader } from 'jose'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { demoClient } from '../demo/demo-client.ts'
import { askForToken, registration } from '../endpoints/raw-token-request.ts'

let sts: StartedMockSts
beforeEach(async () => {
  sts = await startMockSts({ port: 0, clients: [demoClient.registration] })
})
afterEach(() => sts.close())

const kidsAt = async (path: string) => {
  const { keys } = (await (await fetch(`${sts.issuer('test')}${path}`)).json()) as { keys: { kid: string }[] }
  return keys.map(({ kid }) => kid)
}
const jwks = () => kidsAt('/.well-known/openid-configuration/jwks')
const expired = () => kidsAt('/connect/expiredjwks')
const client = () => {
  const { clientId, privateJwk, scope } = demoClient
  return createHelseIdClient({ issuer: sts.issuer('test'), clientId, key: privateJwk, scopes: [scope] })
}
const signedBy = async () => decodeProtectedHeader((await client().getToken()).accessToken).kid
const api = () => `${sts.origin}/nhn-api/test/hello`

it('rotation keeps both keys in the JWKS, signs with the new one, and moves the retired one to expired_jwks_uri (E22)', async () => {
  const [first] = await jwks()
  const holder = client()
  await holder.getToken()
  const keys = sts.keys('test1')
  const second = await keys.publish()
  expect(second).toMatch(/^[0-9A-F]{40}$/)
  expect([await jwks(), await signedBy()]).toEqual([[first, second], first])

  await keys.activate(second)
  expect([await jwks(), await signedBy(), await expired()]).toEqual([[first, second], second, []])
  // A token signed by the old key is valid while that key is published.
  expect((await holder.fetch(api())).status).toBe(200)

  await keys.retire(String(first))
  expect([await jwks(), await expired()]).toEqual([[second], [first]])
  const { accessToken } = await holder.getToken()
  expect(decodeProtectedHeader(accessToken).kid).toBe(first)
  const refused = await fetch(api(), { headers: { authorization: `DPoP ${accessToken}`, dpop: 'x' } })
  expect(refused.status).toBe(401)
  // The client learns that its token was refused, and requests a new one.
  expect((await holder.fetch(api())).status).toBe(200)

  await sts.reset()
  expect([await jwks(), await expired()]).toEqual([[first], []])
})

it('keys of one STS do not affect the others, and survive a change of the configuration', async () => {
  const kid = await sts.keys('qa').publish()
  expect((await sts.keys('prod').list()).map(({ state }) => state)).toEqual(['active'])
  await sts.configure({ clients: [demoClient.registration] })
  expect(await sts.keys('qa').list()).toEqual([
    expect.objectContaining({ state: 'active' }),
    { kid, state: 'published' },
  ])
})

it('refuses to retire the active key and to activate a key that is not published', async () => {
  const [first] = await jwks()
  await expect(sts.keys().retire(String(first))).rejects.toThrow(/is active: activate another key first/)
  await expect(sts.keys().activate('F'.repeat(40))).rejects.toThrow(/no published key has the kid "F+"/)
  expect(() => sts.keys('tset')).toThrow(/unknown STS "tset"/)
})

it('the control plane rotates, retires and lists keys', async () => {
  const keys = (body?: object) =>
    fetch(
      `${sts.origin}/_mock/keys`,
      body && { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) },
    )
  const [first] = await jwks()
  const { kid } = (await (await keys({ do: 'rotate' })).json()) as { kid: string }
  expect(await signedBy()).toBe(kid)
  expect((await keys({ do: 'retire', kid: first })).status).toBe(200)
  expect(await (await keys()).json()).toEqual({
    keys: [
      { kid: first, state: 'retired' },
      { kid, state: 'active' },
    ],
  })
  expect((await fetch(`${sts.origin}/_mock/keys?sts=tset`)).status).toBe(400)
  for (const bad of [{}, { do: 'rotat' }, { do: 'retire', kid }, { do: 'activate' }])
    expect([(await keys(bad)).status, bad]).toEqual([400, bad])
})

it('the control plane returns to the first key after the scenario key-rotated, and keeps the clients', async () => {
  const [first] = await jwks()
  await sts.registerClient(registration)
  await sts.use('key-rotated')
  await askForToken(sts)
  expect(await signedBy()).not.toBe(first)
  const control = async (method: string, path: string, body?: object) =>
    fetch(`${sts.origin}/_mock/${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    })
  await control('DELETE', 'scenarios')
  const reset = await control('POST', 'keys', { do: 'reset' })
  expect([reset.status, await reset.json()]).toEqual([200, { keys: [{ kid: first, state: 'active' }] }])
  expect([await jwks(), await signedBy()]).toEqual([[first], first])
  expect((await askForToken(sts)).status).toBe(200)
})

it('the scenario key-rotated rotates again after a reset of the keys, unless it is cleared first', async () => {
  const [first] = await jwks()
  await sts.registerClient(registration)
  await sts.use('key-rotated')
  await askForToken(sts)
  const states = async () => (await sts.keys('test').list()).map(({ kid, state }) => [kid === first, state])
  await sts.keys('test').reset()
  expect(await states()).toEqual([[true, 'active']])
  await askForToken(sts)
  expect(await states()).toEqual([
    [true, 'published'],
    [false, 'active'],
  ])
})

it('a prepared key is invisible until it is published, and is published once', async () => {
  const [first] = await jwks()
  const keys = sts.keys()
  await keys.prepare()
  expect(await jwks()).toEqual([first])
  const [second, third] = [await keys.publish(), await keys.publish()]
  expect(new Set([first, second, third]).size).toBe(3)
  expect(await jwks()).toEqual([first, second, third])
})
