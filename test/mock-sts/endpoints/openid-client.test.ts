/** An unmodified openid-client v6 gets a token from the twin by discovery, and uses it at the protected API. */

import { multiTenantDetails } from 'helseid-contract'
import { type StartedMockSts, startMockSts } from 'helseid-mock'
import { decodeJwt, importJWK } from 'jose'
import * as openid from 'openid-client'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { demoClient } from '../demo/demo-client.ts'

let sts: StartedMockSts

beforeAll(async () => {
  sts = await startMockSts({ port: 0, clients: [demoClient.registration] })
})
afterAll(() => sts.close())

it('gets a DPoP-bound token and a 200 from the API', async () => {
  const key = (await importJWK(demoClient.privateJwk, 'PS256')) as openid.CryptoKey
  const authentication = openid.PrivateKeyJwt(
    { key, kid: demoClient.privateJwk.kid },
    {
      [openid.modifyAssertion](header, payload) {
        header.typ = 'client-authentication+jwt'
        payload.exp = Number(payload.iat) + 10
      },
    },
  )
  const config = await openid.discovery(new URL(sts.issuer('test')), demoClient.clientId, {}, authentication, {
    execute: [openid.allowInsecureRequests],
  })
  const DPoP = openid.getDPoPHandle(config, await openid.randomDPoPKeyPair('ES256'))

  const token = await openid.clientCredentialsGrant(config, { scope: demoClient.scope }, { DPoP })

  expect(token).toMatchObject({ token_type: 'dpop', expires_in: 600, scope: demoClient.scope })
  expect(sts.requests.map(({ status, error }) => error ?? status)).toEqual(['use_dpop_nonce', 200])

  const api = new URL(`${sts.origin}/nhn-api/test/hello`)
  const answer = await openid.fetchProtectedResource(config, token.access_token, api, 'GET', null, undefined, { DPoP })

  expect(answer.status).toBe(200)
  expect(await answer.json()).toMatchObject({ client_id: demoClient.clientId })
})

it('names an organisation in assertion_details', async () => {
  await sts.registerClient({
    ...demoClient.registration,
    clientId: 'multi',
    tenancy: 'multi-tenant',
    supplier: '889640782',
    profile: 'next',
  })
  const key = (await importJWK(demoClient.privateJwk, 'PS256')) as openid.CryptoKey
  const authentication = openid.PrivateKeyJwt(
    { key, kid: demoClient.privateJwk.kid },
    {
      [openid.modifyAssertion](header, payload) {
        header.typ = 'client-authentication+jwt'
        payload.exp = Number(payload.iat) + 10
        payload.assertion_details = multiTenantDetails('994598759', '983658725')
      },
    },
  )
  const config = await openid.discovery(new URL(sts.issuer('test')), 'multi', {}, authentication, {
    execute: [openid.allowInsecureRequests],
  })
  const DPoP = openid.getDPoPHandle(config, await openid.randomDPoPKeyPair('ES256'))
  const token = await openid.clientCredentialsGrant(config, { scope: demoClient.scope }, { DPoP })
  expect(decodeJwt(token.access_token)).toMatchObject({
    'helseid://claims/client/claims/orgnr_parent': '994598759',
    'helseid://claims/client/claims/orgnr_child': '983658725',
    'helseid://claims/client/claims/orgnr_supplier': '889640782',
  })
})
