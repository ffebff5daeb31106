/** Introspection at a real hostname, by the client of a session: the session judges, and the keys of the hostname sign. */
import { createHelseIdClient } from 'helseid-client'
import { createHelseIdMock } from 'helseid-mock'
import { importJWK } from 'jose'
import * as oauth from 'oauth4webapi'
import { expect, it } from 'vitest'
import { demoClient } from '../demo/demo-client.ts'

it('the JWKS of the hostname verifies the signed response to a client of a session', async () => {
  const { privateJwk, registration, scope } = demoClient
  const clientId = 'in-session'
  const twin = createHelseIdMock()
  const session = await twin.createSession({ clients: [{ ...registration, clientId }] })
  const fetch: typeof globalThis.fetch = (input, init) => twin.handle(new Request(input as string, init))
  const key = privateJwk as never
  const { accessToken } = await createHelseIdClient({
    environment: 'test1',
    clientId,
    key,
    scopes: [scope],
    fetch,
  }).getToken()

  const options = { [oauth.customFetch]: fetch as never, requestJwtResponse: true }
  const issuer = new URL('https://helseid-sts.test.nhn.no')
  const metadata = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, options))
  const authentication = oauth.PrivateKeyJwt(
    { key: (await importJWK(privateJwk, 'PS256')) as oauth.CryptoKey, kid: privateJwk.kid },
    {
      [oauth.modifyAssertion](header) {
        header.typ = 'client-authentication+jwt'
      },
    },
  )
  const client = { client_id: clientId }
  const response = await oauth.introspectionRequest(metadata, client, authentication, accessToken, options)
  const introspected = await oauth.processIntrospectionResponse(metadata, client, response)
  expect(introspected).toMatchObject({ active: true, client_id: clientId })
  await oauth.validateApplicationLevelSignature(metadata, response, options)
  expect(session.requestsTo('introspection')).toMatchObject([{ clientId, status: 200 }])
  expect(twin.requestsTo('introspection')).toEqual([])
})
