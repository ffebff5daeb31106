/** oidc-provider's token model decides type, lifetime and scope of the answer; nothing a caller sends can reach oidc-provider. */
import { createHelseIdClient } from 'helseid-client'
import { createHelseIdMock, startMockSts } from 'helseid-mock'
import Provider from 'oidc-provider'
import { describe, expect, it, vi } from 'vitest'
import { createRegistry } from '../../../mock-sts/clients/registry.ts'
import { demoSigningKey } from '../../../mock-sts/keys/signing-keys.ts'
import { createTokenProvider } from '../../../mock-sts/provider/provider.ts'
import { createTokenAdapter, type TokenAdapter } from '../../../mock-sts/provider/token-adapter.ts'
import { demoClient } from '../demo/demo-client.ts'

const issuer = 'https://helseid-sts.test.nhn.no'
const { clientId, scope, registration } = demoClient

const registry = createRegistry()
registry.registerClient(registration)
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
const jti = 'A'.repeat(32)
const start = 1_700_000_000

function providerAt(time: { now: number }, adapter?: TokenAdapter) {
  const provider = createTokenProvider(issuer, { now: () => time.now * 1000, ...(adapter && { adapter }) })
  const issue = (changes: Partial<typeof grant & { jkt: string }> = {}) =>
    provider.issue({ grant: { ...grant, ...changes }, signingKey: demoSigningKey('test'), now: time.now, jti })
  return { provider, issue }
}

describe('an issued token', () => {
  const { issue } = providerAt({ now: start })

  it('is a Bearer token without a DPoP key, for as long as the grant says', async () => {
    expect(await issue()).toMatchObject({ token_type: 'Bearer', expires_in: 600, scope: `${scope} nhn:other/read` })
  })

  it('is a DPoP token when the grant is bound to a key', async () => {
    expect(await issue({ jkt: 'x'.repeat(43) })).toMatchObject({ token_type: 'DPoP' })
  })
})

describe("oidc-provider's model of a token", () => {
  it('is saved, and found again with what oidc-provider knows of it', async () => {
    const { provider, issue } = providerAt({ now: start })
    await issue({ jkt: 'x'.repeat(43) })
    const saved = {
      jti,
      clientId,
      scope: `${scope} nhn:other/read`,
      tokenType: 'DPoP',
      jkt: 'x'.repeat(43),
      issuedAt: start,
      expiresAt: start + 600,
    }
    expect(await provider.saved()).toEqual([saved])
    expect(await provider.find(jti)).toEqual(saved)
  })

  it("ages by the twin's clock, years before or after the real one, moved forward and back", async () => {
    for (const began of [start, start + 1_000_000_000]) {
      const time = { now: began }
      const { provider, issue } = providerAt(time)
      await issue()
      const isFoundAt = async (seconds: number) => {
        time.now = began + seconds
        return (await provider.saved()).length === 1
      }
      expect([await isFoundAt(599), await isFoundAt(600), await isFoundAt(10), await isFoundAt(-3600)]).toEqual([
        true,
        false,
        true,
        true,
      ])
    }
  })

  it.each([
    ['what it is given', { upsert: async () => undefined }],
    ['what it has', { find: async () => undefined }],
  ])('is issued, but in no list, when the adapter loses %s', async (_, losing) => {
    const adapter: TokenAdapter = { ...createTokenAdapter(() => start * 1000, 1), ...losing }
    const { provider, issue } = providerAt({ now: start }, adapter)
    expect(await issue()).toMatchObject({ expires_in: 600 })
    expect([await provider.saved(), await provider.find(jti)]).toEqual([[], undefined])
  })

  it('is dropped, oldest first, when there are too many', async () => {
    const adapter = createTokenAdapter(() => start * 1000, 2)
    for (const id of ['a', 'b', 'c']) await adapter.upsert(id, {}, 600)
    expect(adapter.ids()).toEqual(['b', 'c'])
  })
})

/** Every route of oidc-provider's configuration, with its pages and documents. */
const ownPaths = [
  '/auth',
  '/auth/some-interaction',
  '/backchannel',
  '/challenge',
  '/credential',
  '/device',
  '/device/auth',
  '/interaction/some-interaction',
  '/jwks',
  '/me',
  '/reg',
  '/reg/some-client',
  '/request',
  '/session/end',
  '/session/end/confirm',
  '/session/end/success',
  '/token',
  '/token/introspection',
  '/token/revocation',
  '/.well-known/oauth-authorization-server',
]

describe("oidc-provider's own endpoints", () => {
  const form = new URLSearchParams({ grant_type: 'client_credentials', client_id: clientId, scope })

  it.each(ownPaths)('are not served: %s', async (path) => {
    const { handle } = createHelseIdMock({ clients: [registration] })
    const { issuers } = (await (
      await handle(new Request('http://localhost/_mock/sessions', { method: 'POST' }))
    ).json()) as { issuers: Record<string, string> }
    for (const base of ['http://localhost', 'http://localhost/test', 'https://helseid-sts.test.nhn.no', issuers.test])
      for (const init of [{}, { method: 'POST', body: form }])
        expect((await handle(new Request(base + path, init))).status).toBe(404)
  })

  it('have no request handler, even after a token was issued on a port', async () => {
    const callback = vi.spyOn(Provider.prototype, 'callback')
    const handle = vi.spyOn(Provider.prototype as unknown as { handleRequest: () => unknown }, 'handleRequest')
    await using twin = await startMockSts({ port: 0, clients: [registration] })
    const issuer = twin.issuer('test')
    const { privateJwk: key } = demoClient
    await createHelseIdClient({ issuer, clientId, key: key as never, scopes: [scope] }).getToken()
    expect(await (await fetch(`${twin.origin}/_mock/tokens`)).json()).toMatchObject({ tokens: [{ clientId }] })
    expect([callback.mock.calls, handle.mock.calls]).toEqual([[], []])
  })
})
