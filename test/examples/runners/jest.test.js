/** Jest 30: a token, a refusal, minted tokens. */
import { beforeEach, expect, test } from '@jest/globals'
import { createHelseIdMock } from 'helseid-mock'
import { helseIdMatchers } from 'helseid-mock/matchers'
import { audience, createClient, createVerifier, registration, scopes } from './my-service.js'

expect.extend(helseIdMatchers)
const helseId = createHelseIdMock({ clients: [registration] })
beforeEach(() => helseId.reset())

test('the client gets a token', async () => {
  const token = await createClient(helseId.fetch).getToken()
  expect(token).toHaveScopes(...scopes)
  expect(helseId).toBeAccepted({ silently: true })
})

test('the twin says which rule a client broke', async () => {
  const unknown = createClient(helseId.fetch, 'another-client')
  await expect(unknown.getToken()).rejects.toMatchObject({ code: 'token_refused', error: 'invalid_client' })
  expect(helseId).toHaveBrokenRule('client-known')
})

test('the API accepts a minted token and refuses an expired one', async () => {
  const url = 'https://api.example/hello'
  const verify = createVerifier(helseId.fetch)
  const good = await helseId.mint({ audience, scopes, proof: { url } })
  const claims = await verify(request(url, good))
  expect(claims.aud).toBe(audience)
  const expired = await helseId.mint({ audience, scopes, proof: { url }, broken: ['expired-token'] })
  await expect(verify(request(url, expired))).rejects.toMatchObject({ code: 'token-expired' })
})

const request = (url, { accessToken, proof }) =>
  new Request(url, { headers: { authorization: `DPoP ${accessToken}`, dpop: proof } })
