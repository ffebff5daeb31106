/** An unmodified oauth4webapi gets a token for an organisation by discovery, uses it at the protected API, and introspects and revokes it. */
import { multiTenantDetails } from 'helseid-contract'
import { type StartedMockSts, startMockSts } from 'helseid-mock'
import { importJWK } from 'jose'
import * as oauth from 'oauth4webapi'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { demoClient } from '../demo/demo-client.ts'

let sts: StartedMockSts
beforeAll(async () => {
  const registration = { ...demoClient.registration, tenancy: 'multi-tenant', supplier: '889640782' } as const
  sts = await startMockSts({ port: 0, profile: 'next', clients: [registration] })
})
afterAll(() => sts.close())

async function discovered() {
  const insecure = { [oauth.allowInsecureRequests]: true }
  const issuer = new URL(sts.issuer('test'))
  const metadata = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, insecure))
  const client = { client_id: demoClient.clientId }
  const key = (await importJWK(demoClient.privateJwk, 'PS256')) as oauth.CryptoKey
  const authentication = oauth.PrivateKeyJwt(
    { key, kid: demoClient.privateJwk.kid },
    {
      [oauth.modifyAssertion](header, payload) {
        header.typ = 'client-authentication+jwt'
        payload.exp = Number(payload.iat) + 10
        payload.assertion_details = multiTenantDetails('994598759', '983658725')
      },
    },
  )
  const DPoP = oauth.DPoP({}, await oauth.generateKeyPair('ES256'))
  const parameters = new URLSearchParams({ scope: demoClient.scope })
  const ask = async () => {
    const options = { DPoP, ...insecure }
    const response = await oauth.clientCredentialsGrantRequest(metadata, client, authentication, parameters, options)
    return oauth.processClientCredentialsResponse(metadata, client, response)
  }
  return { insecure, metadata, client, authentication, DPoP, ask }
}

it('answers the nonce challenge, and is accepted under the profile next', async () => {
  const { insecure, DPoP, ask } = await discovered()
  await expect(ask()).rejects.toSatisfy(oauth.isDPoPNonceError)
  const token = await ask()

  const api = new URL(`${sts.origin}/nhn-api/test/hello`)
  const options = { DPoP, ...insecure }
  const answer = await oauth.protectedResourceRequest(token.access_token, 'GET', api, undefined, undefined, options)
  expect(await answer.json()).toMatchObject({
    client_id: demoClient.clientId,
    organization: { parent: '994598759', child: '983658725', supplier: '889640782' },
  })
})

it('introspects its token, with a response in JSON or a signed one, and revokes it', async () => {
  const { insecure, metadata, client, authentication, ask } = await discovered()
  await expect(ask()).rejects.toSatisfy(oauth.isDPoPNonceError)
  const { access_token: token } = await ask()
  for (const requestJwtResponse of [false, true]) {
    const options = { ...insecure, requestJwtResponse }
    const response = await oauth.introspectionRequest(metadata, client, authentication, token, options)
    const introspected = await oauth.processIntrospectionResponse(metadata, client, response)
    expect(introspected).toMatchObject({ active: true, client_id: demoClient.clientId, scope: demoClient.scope })
    if (requestJwtResponse) await oauth.validateApplicationLevelSignature(metadata, response, insecure)
  }
  const revoked = await oauth.revocationRequest(metadata, client, authentication, token, insecure)
  expect(await oauth.processRevocationResponse(revoked)).toBeUndefined()
})
