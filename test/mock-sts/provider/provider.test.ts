/** oidc-provider issues tokens only for requests that the rules have accepted; nothing can bypass them. */
import { inject } from 'light-my-request'
import { describe, expect, it } from 'vitest'
import { createRegistry } from '../../../mock-sts/clients/registry.ts'
import { demoSigningKey } from '../../../mock-sts/keys/signing-keys.ts'
import { createTokenProvider } from '../../../mock-sts/provider/provider.ts'
import { demoClient } from '../demo/demo-client.ts'

const registry = createRegistry()
registry.registerClient(demoClient.registration)
const provider = createTokenProvider('https://helseid-sts.test.nhn.no', registry)

const ask = (form: Record<string, string>, headers: Record<string, string> = {}) =>
  inject(provider.callback, {
    method: 'POST',
    url: '/token',
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    payload: new URLSearchParams(form).toString(),
  })

describe('a request that reaches oidc-provider without the rules gets no token', () => {
  const { clientId, scope } = demoClient
  it.each([
    ['a registered client id', { grant_type: 'client_credentials', client_id: clientId }, {}],
    ['a scope', { grant_type: 'client_credentials', client_id: clientId, scope }, {}],
    ['a secret', { grant_type: 'client_credentials', client_id: clientId, client_secret: 'secret' }, {}],
    ['Basic credentials', { grant_type: 'client_credentials' }, { authorization: `Basic ${btoa(`${clientId}:`)}` }],
    ['an assertion', { grant_type: 'client_credentials', client_id: clientId, client_assertion: 'e30.e30.e30' }, {}],
    ['another grant', { grant_type: 'refresh_token', client_id: clientId, refresh_token: 'x' }, {}],
  ])('even if it has %s', async (_, form, headers) => {
    const response = await ask(form as Record<string, string>, headers as Record<string, string>)
    expect(response.statusCode).toBeGreaterThanOrEqual(400)
    expect(response.json()).not.toHaveProperty('access_token')
  })
})

describe('an issuance', () => {
  const client = registry.client(clientIdOf()) as NonNullable<ReturnType<typeof registry.client>>
  const grant = {
    issuer: 'https://helseid-sts.test.nhn.no',
    client,
    scopes: [demoClient.scope],
    rejectedScopes: [],
    apis: [registry.api('nhn:test-public-samplecode') as NonNullable<ReturnType<typeof registry.api>>],
    lifetime: 600,
    organization: {},
    amr: 'private_key_jwt' as const,
  }
  const issuance = { grant, signingKey: demoSigningKey('test'), now: 1_700_000_000, jti: 'A'.repeat(32) }

  it('works only within its own call, even while another request for the client runs concurrently', async () => {
    const [issued, stolen] = await Promise.all([
      provider.issue(issuance),
      ask({ grant_type: 'client_credentials', client_id: demoClient.clientId }),
    ])
    expect(issued).toMatchObject({ token_type: 'Bearer', expires_in: 600, scope: demoClient.scope })
    expect(stolen.json()).toMatchObject({ error: 'invalid_client' })
  })
})

function clientIdOf(): string {
  return demoClient.clientId
}
