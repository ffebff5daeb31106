/** Deno: a token, a refusal, minted tokens. */
import assert from 'node:assert/strict'
import { createHelseIdMock } from 'helseid-mock'
import { audience, createClient, createVerifier, registration, scopes } from './my-service.js'

Deno.test.beforeEach(() => helseId.reset())
const helseId = createHelseIdMock({ clients: [registration] })

Deno.test('the client gets a token', async () => {
  const token = await createClient(helseId.fetch).getToken()
  assert.equal(token.scope, scopes.join(' '))
  assert.equal(helseId.requests.at(-1).verdict.outcome, 'accepted')
})

Deno.test('the twin says which rule a client broke', async () => {
  const unknown = createClient(helseId.fetch, 'another-client')
  await assert.rejects(unknown.getToken(), { code: 'token_refused', error: 'invalid_client' })
  assert.equal(helseId.requests.at(-1).verdict.answer.rule, 'client-known')
})

Deno.test('the API accepts a minted token and refuses an expired one', async () => {
  const url = 'https://api.example/hello'
  const verify = createVerifier(helseId.fetch)
  const good = await helseId.mint({ audience, scopes, proof: { url } })
  const claims = await verify(request(url, good))
  assert.equal(claims.aud, audience)
  const expired = await helseId.mint({ audience, scopes, proof: { url }, broken: ['expired-token'] })
  await assert.rejects(verify(request(url, expired)), { code: 'token-expired' })
})

const request = (url, { accessToken, proof }) =>
  new Request(url, { headers: { authorization: `DPoP ${accessToken}`, dpop: proof } })
