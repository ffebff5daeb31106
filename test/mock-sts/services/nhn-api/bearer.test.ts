/** The twin's API requires DPoP, or Bearer if it is registered so, never both. */
import { generateKeyPairSync } from 'node:crypto'
import { createHelseIdClient } from 'helseid-client'
import { sampleApi } from 'helseid-contract'
import { type Jwk, publicJwk } from 'helseid-contract/rules'
import { createHelseIdMock } from 'helseid-mock'
import { expect, it } from 'vitest'

const key: Jwk = {
  ...generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' }),
  kid: 'k',
  alg: 'ES256',
}

// UP:validering_av_access_token: an endpoint accepts DPoP or Bearer.
it.each([
  { api: {}, expected: { dpop: 200, bearer: 401 } },
  { api: { requireDpop: false }, expected: { dpop: 401, bearer: 200 } },
])('the twin’s API that is registered with $api answers $expected', async ({ api, expected }) => {
  const clientId = 'a-client'
  const scopes = [sampleApi.scope]
  await using twin = createHelseIdMock({
    clients: [{ clientId, jwks: { keys: [publicJwk(key)] }, scopes, requireDpop: false }],
    apis: [{ audience: sampleApi.audience, ...api }],
  })
  const issuer = twin.issuer('test')
  const call = async (scheme: 'dpop' | 'bearer') => {
    const client = createHelseIdClient({ issuer, clientId, key: key as never, scopes, scheme, fetch: twin.fetch })
    return (await client.fetch(`${issuer}/nhn-api/test/hello`)).status
  }
  expect({ dpop: await call('dpop'), bearer: await call('bearer') }).toEqual(expected)
})
