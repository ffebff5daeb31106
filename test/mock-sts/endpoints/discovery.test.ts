/** Discovery and JWKS are HelseID's recorded documents, member for member (cases E01 to E21; E10 and E22 need TLS and key rotation). */
import { createHash, X509Certificate } from 'node:crypto'
import { publicJwk } from 'helseid-contract/rules'
import { createHelseIdMock, type MockOptions, startMockSts } from 'helseid-mock'
import { decodeJwt } from 'jose'
import { describe, expect, it } from 'vitest'
import { caseContext, exchangeWith, start, toFetch } from './case-harness.ts'
import february from './discovery-2025-02.json' with { type: 'json' }
import december from './discovery-2025-12.json' with { type: 'json' }

const B = 'https://helseid-sts.test.nhn.no'
const get = async (path: string, options = {}, base = B) => {
  const response = await createHelseIdMock(options).handle(new Request(base + path))
  return { response, document: (await response.json()) as Record<string, unknown> }
}

/** December 2025: user-login.md 11.1. February 2025: helseid.md 1.2. */
const recordings = { '2025-12': december, '2025-02': february } as const
type Version = keyof typeof recordings
const versions = ['2025-12', '2025-02'] as const
const nine = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512']

const documents = async (metadata: Version) => ({
  today: (await get('/.well-known/openid-configuration', { metadata })).document,
  next: (await get('/.well-known/openid-configuration', { metadata, profile: 'next' })).document,
})

describe('discovery', () => {
  it.each(versions)('metadata is the whole recorded document of %s (E03)', async (version) => {
    const whole = JSON.parse(JSON.stringify(recordings[version]).replaceAll('https://B', B))
    const six = ['PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512']
    expect(await documents(version)).toEqual({
      today: whole,
      next: { ...whole, dpop_signing_alg_values_supported: six },
    })
  })

  it('metadata is that of December 2025 unless `metadata` says otherwise, for all STSs or one', async () => {
    const isOlder = async (options: object, base = B) =>
      'device_authorization_endpoint' in (await get('/.well-known/openid-configuration', options, base)).document
    const prod = 'https://helseid-sts.nhn.no'
    expect(await isOlder({})).toBe(false)
    expect(await isOlder({ metadata: '2025-02' })).toBe(true)
    const only = { metadata: { prod: '2025-02' } }
    expect([await isOlder(only), await isOlder(only, prod)]).toEqual([false, true])
  })

  it.each<[string, string, unknown, unknown?]>([
    [
      'E05',
      'token_endpoint_auth_methods_supported',
      ['private_key_jwt'],
      ['client_secret_basic', 'client_secret_post', 'private_key_jwt'],
    ],
    ['E06', 'token_endpoint_auth_signing_alg_values_supported', nine, undefined],
    [
      'E07',
      'grant_types_supported',
      ['authorization_code', 'client_credentials', 'refresh_token', 'urn:ietf:params:oauth:grant-type:token-exchange'],
      [
        'authorization_code',
        'client_credentials',
        'refresh_token',
        'implicit',
        'urn:ietf:params:oauth:grant-type:device_code',
        'urn:openid:params:grant-type:ciba',
        'urn:ietf:params:oauth:grant-type:token-exchange',
      ],
    ],
    ['E07', 'backchannel_token_delivery_modes_supported', undefined, ['poll']],
    ['E13', 'mtls_endpoint_aliases', undefined, undefined],
    ['E14', 'require_pushed_authorization_requests', false],
    ['E15', 'expired_jwks_uri', `${B}/connect/expiredjwks`],
    ['E15', 'available_idps', `${B}/connect/availableidps`],
    ['E16', 'response_types_supported', ['code'], february.response_types_supported],
    ['E16', 'response_modes_supported', ['form_post', 'query', 'fragment']],
    ['E16', 'prompt_values_supported', ['login'], ['none', 'login', 'consent', 'select_account']],
    ['E16', 'request_object_signing_alg_values_supported', nine, [...nine, 'HS256', 'HS384', 'HS512']],
    ['E16', 'subject_types_supported', ['public']],
    ['E16', 'code_challenge_methods_supported', ['S256'], ['plain', 'S256']],
    ['E16', 'id_token_signing_alg_values_supported', ['RS256']],
    ['E17', 'frontchannel_logout_supported', true],
    ['E17', 'frontchannel_logout_session_supported', true],
    ['E17', 'backchannel_logout_supported', true],
    ['E17', 'backchannel_logout_session_supported', true],
  ])('%s: the metadata has the documented %s, today and in `next`', async (...row) => {
    const [, member, value, older = row.length === 4 ? undefined : value] = row
    for (const [version, expected] of [
      ['2025-12', value],
      ['2025-02', older],
    ] as const) {
      const { today, next } = await documents(version)
      expect([version, today[member], next[member]]).toEqual([version, expected, expected])
    }
  })

  it('scopes_supported has the recorded scopes, and no API scope even if APIs are known (E08)', async () => {
    const client = { clientId: 'c', jwks: { keys: [] }, scopes: ['nhn:msh/api'] }
    const { document } = await get('/.well-known/openid-configuration', { clients: [client] })
    expect(document.scopes_supported).toEqual(december.scopes_supported)
  })

  it.each([B, 'https://helseid-sts.qa.nhn.no', 'https://helseid-sts.nhn.no'])(
    'the issuer of %s is the address itself, without a trailing slash (E01)',
    async (base) => {
      expect((await get('/.well-known/openid-configuration', {}, base)).document.issuer).toBe(base)
    },
  )

  it('the profile `next` advertises no RS algorithm for DPoP, and differs in nothing else (E04)', async () => {
    const today = (await get('/.well-known/openid-configuration')).document
    const next = (await get('/.well-known/openid-configuration', { profile: 'next' })).document
    expect(next).toEqual({
      ...today,
      dpop_signing_alg_values_supported: ['PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512'],
    })
  })

  it('metadata names the address it was requested at, by STS and by environment name (E02)', async () => {
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
    '%s has its media type and no caching header, and answers POST with 405 without a body (E18, E19, E20)',
    async (path) => {
      const { response } = await get(path)
      expect(response.headers.get('content-type')).toBe('application/json; charset=UTF-8')
      expect(response.headers.has('cache-control')).toBe(false)
      const posted = await createHelseIdMock().handle(new Request(B + path, { method: 'POST' }))
      expect([posted.status, await posted.text()]).toEqual([405, ''])
    },
  )

  it.each(versions)(
    'every address that the document of %s advertises answers, never with 404 or 5xx, and with JSON unless it is served (E15, E21)',
    async (metadata) => {
      const { document } = await get('/.well-known/openid-configuration', { metadata })
      const addresses = Object.entries(document).filter(([, value]) => String(value).startsWith(`${B}/`))
      const advertised = Object.entries(recordings[metadata]).filter(([, value]) =>
        String(value).startsWith('https://B/'),
      )
      expect(addresses.map(([name]) => name).toSorted()).toEqual(advertised.map(([name]) => name).toSorted())
      const twin = createHelseIdMock({ metadata })
      for (const [name, address] of addresses) {
        const response = await twin.handle(new Request(String(address)))
        // Duende TokenRevocationEndpoint, IntrospectionEndpoint.
        if (['revocation_endpoint', 'introspection_endpoint'].includes(name)) {
          expect([name, response.status, await response.text()]).toEqual([name, 405, ''])
          continue
        }
        const readable = ['jwks_uri', 'expired_jwks_uri', 'available_idps'].includes(name)
        expect([name, response.status], name).toEqual([name, readable ? 200 : 400])
        expect(response.headers.get('content-type')).toBe('application/json; charset=UTF-8')
        const body = await response.json()
        if (!readable) expect(body, name).toHaveProperty('error')
      }
    },
  )

  it.each(['/connect/deviceauthorization', '/connect/ciba'])(
    '%s is 404 where the chosen document does not advertise it (E21)',
    async (path) => {
      const statusOf = async (metadata: Version) =>
        (await createHelseIdMock({ metadata }).handle(new Request(B + path, { method: 'POST' }))).status
      expect([await statusOf('2025-12'), await statusOf('2025-02')]).toEqual([404, 400])
    },
  )
})

it('the `jti` of an access token is 128 random bits in upper-case hex, and never repeats (E11)', async () => {
  const bytes = Buffer.from('00112233445566778899aabbccddeeff', 'hex')
  const fixed = await tokens(1, { randomBytes: (size) => Buffer.concat([bytes, bytes]).subarray(0, size) })
  expect(fixed).toEqual(['00112233445566778899AABBCCDDEEFF'])
  const count = Number(process.env.TOKENS ?? 500)
  expect(new Set(await tokens(count)).size).toBe(count)
}, 120_000)

/** The `jti` of the tokens from `count` requests. */
async function tokens(count: number, options: MockOptions = {}): Promise<string[]> {
  const twin = createHelseIdMock({
    now: () => start * 1000,
    severity: { 'proof-once': 'off', 'jti-once': 'off' },
    ...options,
  })
  const context = caseContext(twin, { assertionKey: 'ec' })
  await twin.registerClient({
    clientId: context.clientId,
    jwks: { keys: [publicJwk(context.key('ec'))] },
    scopes: [context.scope],
  })
  const { request } = await exchangeWith({}, context)
  const jtis: string[] = []
  for (let made = 0; made < count; made++) {
    const body = (await (await twin.handle(toFetch(request))).json()) as { access_token: string }
    jtis.push(String(decodeJwt(body.access_token).jti))
  }
  return jtis
}

describe('JWKS', () => {
  it('the committed demo key has the same `kid` and key after a restart (E12)', async () => {
    const [first, second] = await Promise.all([1, 2].map(() => get('/.well-known/openid-configuration/jwks')))
    expect(first?.document).toEqual(second?.document)
  })

  it.each(['helseid-sts.test.nhn.no', 'helseid-sts.qa.nhn.no', 'helseid-sts.nhn.no'])(
    '%s: one key, named by the thumbprint of its certificate, without a private member (E09)',
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
