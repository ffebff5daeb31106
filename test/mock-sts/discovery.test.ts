/** Discovery and JWKS are HelseID's recorded documents, member for member (cases E01 to E22). */
import { createHash, X509Certificate } from 'node:crypto'
import { createHelseIdMock, startMockSts } from 'helseid-mock'
import { describe, expect, it } from 'vitest'
import recorded from './recorded-discovery.json' with { type: 'json' }

const B = 'https://helseid-sts.test.nhn.no'
const get = async (path: string, options = {}, base = B) => {
  const response = await createHelseIdMock(options).handle(new Request(base + path))
  return { response, document: (await response.json()) as Record<string, unknown> }
}

describe('discovery', () => {
  it('E01 E03 E05-E08 E13-E17 is the recorded document, whole', async () => {
    const { document } = await get('/.well-known/openid-configuration')
    expect(document).toEqual(JSON.parse(JSON.stringify(recorded).replaceAll('https://B', B)))
  })

  it('E04 in `next` advertises no RS algorithm for DPoP, and differs in nothing else', async () => {
    const today = (await get('/.well-known/openid-configuration')).document
    const next = (await get('/.well-known/openid-configuration', { profile: 'next' })).document
    expect(next).toEqual({
      ...today,
      dpop_signing_alg_values_supported: ['PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512'],
    })
  })

  it('E02 is served under the address it was asked at, by STS and by environment name', async () => {
    await using sts = await startMockSts({ port: 0 })
    for (const [name, issuer] of [
      ['test', `${sts.origin}/test`],
      ['test1', `${sts.origin}/test`],
      ['test2', `${sts.origin}/test`],
      ['qa', `${sts.origin}/qa`],
      ['prod', `${sts.origin}/prod`],
    ]) {
      const document = await (await fetch(`${sts.origin}/${name}/.well-known/openid-configuration`)).json()
      expect(document).toMatchObject({ issuer, token_endpoint: `${issuer}/connect/token` })
    }
  })

  it.each(['/.well-known/openid-configuration', '/.well-known/openid-configuration/jwks'])(
    'E18 E19 E20 %s: media type, no caching header, 405 without a body for POST',
    async (path) => {
      const { response } = await get(path)
      expect(response.headers.get('content-type')).toBe('application/json; charset=UTF-8')
      expect(response.headers.has('cache-control')).toBe(false)
      const posted = await createHelseIdMock().handle(new Request(B + path, { method: 'POST' }))
      expect([posted.status, await posted.text()]).toEqual([405, ''])
    },
  )

  it('E15 E21 every advertised address answers: JSON, never 404 or 5xx', async () => {
    const { document } = await get('/.well-known/openid-configuration')
    const addresses = Object.entries(document).filter(([, value]) => String(value).startsWith(`${B}/`))
    expect(addresses.length).toBe(13)
    const twin = createHelseIdMock()
    for (const [name, address] of addresses) {
      const response = await twin.handle(new Request(String(address)))
      const readable = ['jwks_uri', 'expired_jwks_uri', 'available_idps'].includes(name)
      expect([name, response.status], name).toEqual([name, readable ? 200 : 400])
      expect(response.headers.get('content-type')).toBe('application/json; charset=UTF-8')
      const body = await response.json()
      if (!readable) expect(body, name).toHaveProperty('error')
    }
  })
})

describe('JWKS', () => {
  it.each(['helseid-sts.test.nhn.no', 'helseid-sts.qa.nhn.no', 'helseid-sts.nhn.no'])(
    'E09 %s: one key, named by the thumbprint of its certificate, without a private member',
    async (host) => {
      const { document } = await get('/.well-known/openid-configuration/jwks', {}, `https://${host}`)
      const { keys } = document as { keys: Record<string, string>[] }
      expect(keys).toHaveLength(1)
      const key = keys[0] as Record<string, string>
      expect(Object.keys(key).sort()).toEqual(['alg', 'e', 'kid', 'kty', 'n', 'use', 'x5c', 'x5t'])
      expect(key).toMatchObject({ kty: 'RSA', use: 'sig', alg: 'RS256' })
      const certificate = Buffer.from(key.x5c?.[0] ?? '', 'base64')
      const sha1 = createHash('sha1').update(certificate).digest()
      expect(key.kid).toBe(sha1.toString('hex').toUpperCase())
      expect(key.x5t).toBe(sha1.toString('base64url'))
      expect(Buffer.from(key.n ?? '', 'base64url')).toHaveLength(3072 / 8)
      expect(new X509Certificate(certificate).publicKey.export({ format: 'jwk' })).toMatchObject({ n: key.n, e: key.e })
    },
  )

  it('the three STSs sign with different keys', async () => {
    const kids = await Promise.all(
      ['helseid-sts.test.nhn.no', 'helseid-sts.qa.nhn.no', 'helseid-sts.nhn.no'].map(async (host) => {
        const { document } = await get('/.well-known/openid-configuration/jwks', {}, `https://${host}`)
        return (document as { keys: { kid: string }[] }).keys[0]?.kid
      }),
    )
    expect(new Set(kids).size).toBe(3)
  })
})
