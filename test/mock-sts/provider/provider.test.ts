/** oidc-provider's token model decides type, lifetime and scope of the answer; nothing a caller sends can reach oidc-provider. */
import { createHelseIdMock } from 'helseid-mock'
import { describe, expect, it } from 'vitest'
import { createRegistry } from '../../../mock-sts/clients/registry.ts'
import { demoSigningKey } from '../../../mock-sts/keys/signing-keys.ts'
import { createTokenProvider } from '../../../mock-sts/provider/provider.ts'
import { demoClient } from '../demo/demo-client.ts'

const issuer = 'https://helseid-sts.test.nhn.no'
const { clientId, scope, registration } = demoClient

describe('an issued token', () => {
  const registry = createRegistry()
  registry.registerClient(registration)
  const provider = createTokenProvider(issuer)
  const grant = {
    issuer,
    client: registry.client(clientId) as NonNullable<ReturnType<typeof registry.client>>,
    scopes: [scope, 'nhn:other/read'],
    rejectedScopes: [],
    apis: [registry.api('nhn:test-public-samplecode') as NonNullable<ReturnType<typeof registry.api>>],
    lifetime: 600,
    organization: {},
    amr: 'private_key_jwt' as const,
  }
  const issue = (changes: Partial<typeof grant & { jkt: string }> = {}) =>
    provider.issue({
      grant: { ...grant, ...changes },
      signingKey: demoSigningKey('test'),
      now: 1_700_000_000,
      jti: 'A'.repeat(32),
    })

  it('is a Bearer token without a DPoP key, for as long as the grant says', async () => {
    expect(await issue()).toMatchObject({ token_type: 'Bearer', expires_in: 600, scope: `${scope} nhn:other/read` })
  })

  it('is a DPoP token when the grant is bound to a key', async () => {
    expect(await issue({ jkt: 'x'.repeat(43) })).toMatchObject({ token_type: 'DPoP' })
  })
})

describe("oidc-provider's own endpoints", () => {
  const form = new URLSearchParams({ grant_type: 'client_credentials', client_id: clientId, scope })

  it.each([
    '/token',
    '/auth',
    '/me',
    '/jwks',
    '/reg',
    '/request',
    '/token/introspection',
    '/token/revocation',
    '/session/end',
    '/device/auth',
  ])('are not served: %s', async (path) => {
    const { handle } = createHelseIdMock({ clients: [registration] })
    for (const base of ['http://localhost', 'http://localhost/test'])
      for (const init of [{}, { method: 'POST', body: form }])
        expect((await handle(new Request(base + path, init))).status).toBe(404)
  })
})
