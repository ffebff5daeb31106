/** The client against the twin, both in this process and with a stopped clock. */
import type { Token } from 'helseid-client'
import { decodeJwt } from 'jose'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { otherScope, pair, scope, seen, start } from './pair.ts'

describe('getToken', () => {
  it('answers the nonce challenge with a fresh assertion and a fresh proof', async () => {
    const { client, twin, sentRequests } = pair()
    const token = await client.getToken()
    expect(token).toEqual({ accessToken: expect.any(String), tokenType: 'DPoP', expiresAt: start + 600_000, scope })
    expect(seen(twin)).toEqual(['use_dpop_nonce', 200])
    const legs = sentRequests.filter(({ method }) => method === 'POST')
    const forms = await Promise.all(legs.map(async (leg) => new URLSearchParams(await leg.text())))
    const assertions = forms.map((form) => decodeJwt(String(form.get('client_assertion'))))
    const proofs = legs.map(({ headers }) => decodeJwt(String(headers.get('dpop'))))
    expect(new Set([...assertions, ...proofs].map(({ jti }) => jti)).size).toBe(4)
    for (const { iat, exp } of assertions) expect([iat, Number(exp) - Number(iat)]).toEqual([start / 1000, 10])
    expectTypeOf(token).toEqualTypeOf<Token>()
  })

  it('reuses a nonce until HelseID refuses it', async () => {
    const { client, clock, twin } = pair()
    await client.getToken()
    await client.getToken({ scopes: [otherScope] })
    clock.ms += 61_000
    await client.getToken({ scopes: [scope, otherScope] })
    expect(seen(twin)).toEqual(['use_dpop_nonce', 200, 200, 'use_dpop_nonce', 200])
  })

  it('makes one exchange for ten thousand concurrent callers', async () => {
    const { client, twin } = pair()
    const tokens = await Promise.all(Array.from({ length: 10_000 }, () => client.getToken()))
    expect(new Set(tokens).size).toBe(1)
    expect(seen(twin)).toEqual(['use_dpop_nonce', 200])
  })

  it('caches one token per set of scopes and resource, whatever the order of the scopes', async () => {
    const { client, twin } = pair()
    const both = await client.getToken({ scopes: [scope, otherScope] })
    expect(await client.getToken({ scopes: [otherScope, scope] })).toBe(both)
    expect(await client.getToken({ scopes: [scope], resource: 'nhn:example' })).not.toBe(both)
    expect(seen(twin)).toEqual(['use_dpop_nonce', 200, 200])
  })

  it.each([
    [
      'multi-tenant',
      { tenancy: 'multi-tenant', supplier: '889640782' },
      { parent: '994598759', child: '983658725' },
      { orgnr_parent: '994598759', orgnr_child: '983658725', orgnr_supplier: '889640782' },
    ],
    [
      'single-tenant',
      { tenancy: 'single-tenant', parent: '994598759', children: ['983658725'] },
      { child: '983658725' },
      { orgnr_parent: '994598759', orgnr_child: '983658725' },
    ],
  ])(
    'acts for an organisation given to the client or to the call: %s',
    async (_, registration, organization, claims) => {
      const byClient = await pair({ client: { organization }, registration }).client.getToken()
      const byCall = await pair({ registration }).client.getToken({ organization })
      for (const { accessToken } of [byClient, byCall]) {
        const payload = decodeJwt(accessToken)
        for (const [name, value] of Object.entries(claims))
          expect(payload[`helseid://claims/client/claims/${name}`]).toBe(value)
      }
    },
  )

  it('sends no request if a call has an unknown option', async () => {
    const { client, sentRequests } = pair()
    const options = { organisation: { parent: '994598759' } } as object
    for (const call of [client.getToken(options), client.headersFor('https://api.example/', 'GET', options)])
      await expect(call).rejects.toThrow('unknown option organisation: use scopes, resource, organization')
    await expect(client.fetch('https://api.example/', undefined, options)).rejects.toThrow(TypeError)
    expect(sentRequests).toEqual([])
  })

  it('sends the SFM journal id to HelseID', async () => {
    const sfmJournalId = '3e0ac1a8-6e4c-4a9c-9f0b-6f0f2d9a7f11'
    const { client } = pair({ registration: { tenancy: 'multi-tenant' } })
    const { accessToken } = await client.getToken({ organization: { parent: '994598759', sfmJournalId } })
    expect(decodeJwt(accessToken)['nhn:sfm:journal-id']).toEqual(expect.anything())
    expect(JSON.stringify(decodeJwt(accessToken))).toContain(sfmJournalId)
  })
})
