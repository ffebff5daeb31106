/** Registered clients and APIs: keys and certificates, secrets, tenancy, claims, lifetimes and profiles. */
import { createPublicKey, X509Certificate } from 'node:crypto'
import { type Jwk, publicJwk, type Recipe } from 'helseid-contract/rules'
import { type ApiRegistration, type ClientRegistration, createHelseIdMock, type MockOptions } from 'helseid-mock'
import { decodeJwt, decodeProtectedHeader } from 'jose'
import { describe, expect, it } from 'vitest'
import certificates from '../../keys/certificates.json' with { type: 'json' }
import keyRing from '../../keys/key-ring.NOT-A-SECRET.json' with { type: 'json' }
import { caseContext, exchangeWith, start, toFetch } from '../endpoints/case-harness.ts'

const registered = publicJwk(keyRing.registered as Jwk)
const publicPem = createPublicKey({ key: registered as never, format: 'jwk' })
  .export({ type: 'spki', format: 'pem' })
  .toString()
const thumbprint = new X509Certificate(certificates.registered).fingerprint.replaceAll(':', '')

/** Sends `recipe` for a client with this registration. */
async function ask(client: Partial<ClientRegistration>, recipe: Recipe = {}, options: MockOptions = {}) {
  const twin = createHelseIdMock({
    now: () => start * 1000,
    clients: [{ clientId: 'example-client', jwks: { keys: [registered] }, scopes: ['nhn:example/a'], ...client }],
    ...options,
  })
  const { status, body } = await exchangeWith(recipe, caseContext(twin, {}))
  const verdict = twin.requests.at(-1)?.verdict
  const broken = verdict?.rules.filter(({ outcome, severity }) => outcome === 'broken' && severity !== 'off')
  const json = JSON.parse(body) as Record<string, string>
  return {
    status,
    body: json,
    rule: verdict?.answer?.rule,
    broken: broken?.map(({ id }) => id),
    claims: json.access_token === undefined ? {} : decodeJwt(json.access_token),
    header: json.access_token === undefined ? {} : decodeProtectedHeader(json.access_token),
  }
}

describe('a client key from an X.509 certificate', () => {
  const derOf = (pem: string) => pem.replace(/-----[^-]+-----|\s/g, '')
  const byThumbprint: Recipe = { assertion: { header: { kid: thumbprint } } }

  it.each<[string, Partial<ClientRegistration>]>([
    ['PEM', { certificates: [certificates.registered] }],
    ['base64 DER', { certificates: [derOf(certificates.registered)] }],
    ['JWKS with x5c alone', { jwks: { keys: [{ x5c: [derOf(certificates.registered)] }] } }],
    [
      'a JWK with x5c in addition to the key members',
      { jwks: { keys: [{ ...registered, kid: thumbprint, x5c: [derOf(certificates.registered)] }] } },
    ],
  ])('registered by %s: `kid` is the thumbprint in upper-case hex', async (_, keys) => {
    const answer = await ask({ jwks: { keys: [] }, ...keys }, byThumbprint)
    expect([answer.status, answer.broken]).toEqual([200, []])
    expect(answer.claims).toMatchObject({ client_amr: 'private_key_jwt' })
  })

  it('is found by `x5t` in the assertion', async () => {
    const x5t = Buffer.from(thumbprint, 'hex').toString('base64url')
    const answer = await ask({ certificates: [certificates.registered] }, { assertion: { header: { kid: x5t, x5t } } })
    expect([answer.status, answer.broken]).toEqual([200, []])
  })

  it('can be an EC key', async () => {
    const kid = new X509Certificate(certificates.ec).fingerprint.replaceAll(':', '')
    const recipe: Recipe = { assertion: { key: 'ec', header: { kid } } }
    expect(await ask({ certificates: [certificates.ec] }, recipe)).toMatchObject({ status: 200, broken: [] })
  })

  it('expires with its certificate', async () => {
    const kid = new X509Certificate(certificates.expired).fingerprint.replaceAll(':', '')
    const answer = await ask(
      { jwks: { keys: [] }, certificates: [certificates.expired] },
      { assertion: { header: { kid } } },
    )
    expect([answer.status, answer.rule]).toEqual([400, 'key-not-expired'])
  })

  it.each<[string, Partial<ClientRegistration>, RegExp]>([
    [
      'text that is not a certificate',
      { certificates: ['hello'] },
      /\/clients\/0\/certificates\/0 is not a certificate: use PEM .* not a path/,
    ],
    [
      'a key that cannot sign assertions',
      { certificates: [certificates.ed25519] },
      /has a key of type ed25519: use one with an RSA or EC key/,
    ],
    [
      'the certificate of another key',
      { jwks: { keys: [{ ...publicJwk(keyRing.second as Jwk), x5c: [derOf(certificates.registered)] }] } },
      /\/clients\/0\/jwks\/keys\/0\/x5c\/0 is the certificate of another key/,
    ],
    [
      'a private key next to its certificate',
      { certificates: [`-----BEGIN PRIVATE KEY-----\nMC4C\n-----END PRIVATE KEY-----\n${certificates.registered}`] },
      /\/clients\/0\/certificates\/0 contains a private key: .* replace the key now/,
    ],
    [
      'a private JWK',
      { jwks: { keys: [keyRing.registered] } },
      /\/jwks\/keys\/0 is a private key .* replace this one now/,
    ],
    [
      'an unusable JWK',
      { jwks: { keys: [{ kty: 'EC', x: 'AA' }] } },
      /\/jwks\/keys\/0 is not a usable public key: use a JWK with kty RSA/,
    ],
    [
      'PEM in a member of a JWK',
      { jwks: { keys: [{ kty: 'RSA', n: publicPem, e: 'AQAB' }] } },
      /\/jwks\/keys\/0 is not a usable public key: .*n is PEM: .*; helseid-mock keygen --public-of <file> prints the JWK/,
    ],
    [
      'PEM instead of a JWKS',
      { jwks: publicPem as never },
      /\/jwks is PEM: write \{"keys": \[a JWK\]\}; helseid-mock keygen --public-of <file> prints the JWK$/,
    ],
    [
      'a JWKS as text',
      { jwks: '{"keys":[]}' as never },
      /\/jwks is text: write \{"keys": \[\{…\}\]\} as JSON, without/,
    ],
    [
      'a certificate that is not in a list',
      { certificates: certificates.ec as never },
      /\/certificates is text: write a list, \["…"\]$/,
    ],
    [
      'a public key instead of a certificate',
      { certificates: [publicPem] },
      /\/certificates\/0 is a public key, not a certificate: register it in jwks, as a JWK; helseid-mock keygen [^:]*$/,
    ],
    [
      'base64 that is not a certificate, without the codes of OpenSSL',
      { certificates: ['MIIB'] },
      /\/certificates\/0 is not a certificate: [^:]*$/,
    ],
    [
      'a registration without keys',
      { jwks: undefined } as never,
      /\/clients\/0 has no key: set `jwks` or `certificates`/,
    ],
  ])('registration refuses %s', async (_, client, message) => {
    await expect(ask(client)).rejects.toThrow(message)
  })
})

describe('a client with several keys', () => {
  it('can sign with each valid key, but not with an expired one', async () => {
    const expired = { ...publicJwk(keyRing.second as Jwk), exp: start - 1 }
    const client = { jwks: { keys: [expired, publicJwk(keyRing.third as Jwk), registered] } }
    expect(await ask(client)).toMatchObject({ status: 200, broken: [] })
    expect(await ask(client, { assertion: { key: 'third' } })).toMatchObject({ status: 200, broken: [] })
    expect(await ask(client, { assertion: { key: 'second' } })).toMatchObject({ status: 400, rule: 'key-not-expired' })
  })
})

describe('client secrets', () => {
  const legacy = { legacyAuth: true, clientSecret: 'a secret', jwks: { keys: [] } }
  const noAssertion = { client_assertion: null, client_assertion_type: null }
  const basic = (secret: string) =>
    [
      ['Authorization', `Basic ${Buffer.from(`example-client:${encodeURIComponent(secret)}`).toString('base64')}`],
    ] as const
  const ways = (secret: string): [string, Recipe][] => [
    ['client_secret_post', { form: { ...noAssertion, client_secret: secret } }],
    ['client_secret_basic', { form: { ...noAssertion, client_id: null }, headers: basic(secret) }],
  ]

  it.each(ways('a secret'))('%s works for a client registered with legacyAuth', async (_, recipe) => {
    const challenge = { ...recipe, proof: { claims: { nonce: null } } }
    const answer = await ask(legacy, { ...recipe, before: [challenge] })
    expect(answer).toMatchObject({ status: 200, body: { token_type: 'DPoP' }, claims: { client_amr: 'shared_secret' } })
  })

  it.each(ways('a secret'))(
    '%s is refused for any other client, and the verdict says what to use instead',
    async (_, recipe) => {
      const twin = createHelseIdMock({
        clients: [{ clientId: 'example-client', jwks: { keys: [registered] }, scopes: [] }],
      })
      const { status, body } = await exchangeWith(recipe, caseContext(twin, {}))
      expect([status, body]).toEqual([400, '{"error":"invalid_client"}'])
      const rule = twin.requests.at(-1)?.verdict?.rules.find(({ id }) => id === 'no-client-secret')
      expect(rule).toMatchObject({ outcome: 'broken', fix: expect.stringMatching(/sign a `client_assertion`/) })
    },
  )

  it.each(ways('another secret'))('%s with a wrong secret is refused', async (_, recipe) => {
    expect(await ask(legacy, recipe)).toMatchObject({ status: 400, rule: 'client-secret-matches' })
  })

  it('registration refuses a secret without legacyAuth', async () => {
    await expect(ask({ clientSecret: 'a secret' })).rejects.toThrow(
      /\/clients\/0\/clientSecret requires legacyAuth: true/,
    )
  })
})

describe('a client that does not require DPoP', () => {
  it('gets a Bearer token without a proof, while a DPoP client is refused', async () => {
    const bearer = await ask({ requireDpop: false }, { proof: null })
    expect(bearer).toMatchObject({ status: 200, body: { token_type: 'Bearer' } })
    expect(bearer.claims).not.toHaveProperty('cnf')
    expect(bearer.broken).toEqual(['dpop-used'])
    expect(await ask({}, { proof: null })).toMatchObject({ status: 400, rule: 'proof-present' })
  })

  it('gets a bound token with a proof', async () => {
    const answer = await ask({ requireDpop: false })
    expect(answer.body.token_type).toBe('DPoP')
    expect(answer.claims).toHaveProperty('cnf')
  })
})

describe('the configuration of an API decides', () => {
  const api = (settings: Partial<ApiRegistration>): MockOptions => ({
    apis: [{ audience: 'nhn:example', ...settings }],
  })
  const organization: Partial<ClientRegistration> = {
    tenancy: 'single-tenant',
    parent: '994598759',
    children: ['983658725'],
  }

  it('which claims its tokens have, in addition to `client_amr` and the protocol’s claims', async () => {
    const claims = ['helseid://claims/client/claims/orgnr_parent', 'helseid://claims/client/client_name']
    const answer = await ask({ ...organization, name: 'Example' }, {}, api({ claims }))
    expect(Object.keys(answer.claims)).toEqual([
      'iss',
      'nbf',
      'iat',
      'exp',
      'aud',
      'cnf',
      'scope',
      'client_id',
      'client_amr',
      ...claims,
      'jti',
    ])
  })

  it('additional claims of its tokens', async () => {
    const extraClaims = { 'nhn:example/client/claims/herid': '8142519' }
    expect((await ask({}, {}, api({ extraClaims }))).claims).toMatchObject(extraClaims)
  })

  it('the lifetime of its tokens in seconds; with several APIs the shortest counts', async () => {
    const answer = await ask({}, {}, api({ tokenLifetime: 60 }))
    expect([answer.body.expires_in, Number(answer.claims.exp) - Number(answer.claims.iat)]).toEqual([60, 60])
    const apis = [
      { audience: 'nhn:example', tokenLifetime: 300 },
      { audience: 'nhn:other', tokenLifetime: 3600 },
    ]
    const both = await ask({ scopes: ['nhn:example/a', 'nhn:other/a'] }, { form: { scope: null } }, { apis })
    expect(both.body.expires_in).toBe(300)
  })

  it('the `typ` of its tokens', async () => {
    expect((await ask({}, {}, api({ tokenTyp: 'JWT' }))).header.typ).toBe('JWT')
    expect((await ask({})).header.typ).toBe('at+jwt')
  })

  it('whether it requires DPoP tokens', async () => {
    const answer = await ask({ requireDpop: false }, { proof: null }, api({ requireDpop: true }))
    expect(answer).toMatchObject({ status: 400, rule: 'api-dpop', body: { error: 'invalid_request' } })
  })
})

describe('RS256 is judged by profile and severity', () => {
  const rs256: Recipe = { assertion: { alg: 'RS256' } }

  it.each<[string, Partial<ClientRegistration>, MockOptions, number]>([
    ['today', {}, {}, 200],
    ['next for all', {}, { profile: 'next' }, 400],
    ['next for the requested STS, by its environment', {}, { profile: { test1: 'next' } }, 400],
    ['next for another STS', {}, { profile: { prod: 'next' } }, 200],
    ['next for the client', { profile: 'next' }, {}, 400],
    ['one severity for all', {}, { severity: { 'alg-ps-or-es': 'reject' } }, 400],
    ['one severity for the STS', {}, { sts: { test: { severity: { 'alg-ps-or-es': 'reject' } } } }, 400],
    ['one severity for the client', { severity: { 'alg-ps-or-es': 'reject' } }, {}, 400],
    [
      'the client’s severity wins over the one for all',
      { severity: { 'alg-ps-or-es': 'off' } },
      { severity: { 'alg-ps-or-es': 'reject' } },
      200,
    ],
    [
      'the STS’s severity wins over the one for all',
      {},
      { severity: { 'alg-ps-or-es': 'off' }, sts: { test: { severity: { 'alg-ps-or-es': 'reject' } } } },
      400,
    ],
  ])('%s', async (_, client, options, status) => {
    expect((await ask(client, rs256, options)).status).toBe(status)
  })
})

describe('all problems are reported at once', () => {
  it('createHelseIdMock lists every problem of its options', () => {
    const options = {
      profile: 'strict',
      severity: { 'aud-is-isuer': 'off' },
      apis: [{ audience: 'a', tokenLifetime: 0 }],
      clients: [{ clientId: 'c', scopes: 'nhn:example/a', jwks: { keys: [] } }],
    }
    expect(() => createHelseIdMock(options as never)).toThrow(
      new TypeError(
        [
          '',
          '/profile is "strict": use today, next, lenient',
          '/severity has an unknown member "aud-is-isuer"; did you mean "aud-is-issuer"?',
          '/clients/0/scopes must be a list, not "nhn:example/a"',
          '/apis/0/tokenLifetime must be at least 1, not 0',
        ].join('\n  - '),
      ),
    )
  })

  it('registerClient names the client and its problem', async () => {
    const twin = createHelseIdMock()
    await expect(twin.registerClient({ clientId: 'c', scopes: [], tenancy: 'multi' } as never)).rejects.toThrow(
      /client "c": \/tenancy is "multi": use none, single-tenant, multi-tenant/,
    )
  })
})

describe('secrets in invalid options', () => {
  it.each([
    [{ controlToken: 'hush' }, '/controlToken must have at least 8 characters'],
    [
      { clients: [{ clientId: 'c', scopes: [], jwks: '-----BEGIN PRIVATE KEY-----hush' }] },
      '/clients/0/jwks is PEM: write {"keys": [a JWK]}; helseid-mock keygen --public-of <file> prints the JWK',
    ],
    [
      { clients: [{ clientId: 'c', scopes: [], jwks: { keys: { kty: 'RSA', d: 'hush' } } }] },
      '/clients/0/jwks/keys must be a list',
    ],
  ])('the problem of %j is reported without the value', (options, message) => {
    expect(() => createHelseIdMock(options as never)).toThrow(new TypeError(message))
  })
})

describe('clients that share an id', () => {
  const named = (sts: string[]): ClientRegistration => ({
    clientId: 'c',
    jwks: { keys: [registered] },
    scopes: [],
    sts,
  })

  it('are refused at one STS, and allowed at different STSs', () => {
    expect(() => createHelseIdMock({ clients: [named(['test', 'qa']), named(['qa'])] })).toThrow(
      /\/clients\/1\/clientId is already used by \/clients\/0 on qa/,
    )
    expect(() => createHelseIdMock({ clients: [named(['test']), named(['qa'])] })).not.toThrow()
  })
})

describe('configure', () => {
  const named = (clientId: string): ClientRegistration => ({
    clientId,
    jwks: { keys: [registered] },
    scopes: ['nhn:example/a'],
  })

  it('replaces the configured clients, and keeps journal, nonces, replay memory and registered clients', async () => {
    const twin = createHelseIdMock({ now: () => start * 1000, clients: [named('old')] })
    await twin.registerClient(named('registered-since'))
    const { uuid } = caseContext(twin, {})
    const request = (clientId: string, recipe: Recipe = {}) =>
      exchangeWith(recipe, caseContext(twin, { clientId, uuid }))
    const first = await request('old')
    expect(first.status).toBe(200)
    await twin.configure({ clients: [named('new')], profile: 'next' })
    expect((await request('old')).body).toBe('{"error":"invalid_client"}')
    expect((await request('new')).status).toBe(200)
    expect((await request('registered-since', { assertion: { alg: 'RS256' } })).body).toBe('{"error":"invalid_client"}')
    const replayed = await twin.handle(toFetch(first.request))
    expect(await replayed.json()).toEqual({ error: 'invalid_client' })
    await twin.configure({ clients: [named('old')] })
    const again = await twin.handle(toFetch(first.request))
    expect(await again.json()).toMatchObject({ error_description: 'Detected replay of DPoP proof token.' })
    expect(twin.requests.filter(({ status }) => status === 200).map(({ clientId }) => clientId)).toEqual(['old', 'new'])
  })

  it('refuses invalid options and keeps the old configuration', async () => {
    const twin = createHelseIdMock({ now: () => start * 1000, clients: [named('old')] })
    await expect(twin.configure({ profile: 'strict' as never })).rejects.toThrow(/\/profile is "strict"/)
    expect((await exchangeWith({}, caseContext(twin, { clientId: 'old' }))).status).toBe(200)
  })
})
