/** A twin's published keys are worth nothing in production: the verifier refuses what they sign, and the client reports them. */
import { createHash, generateKeyPairSync } from 'node:crypto'
import { globSync, readFileSync } from 'node:fs'
import { createTokenVerifier, type TokenVerifierOptions } from 'helseid-client/verifier'
import { environments } from 'helseid-contract'
import { type Jwk, publicJwk, signJws } from 'helseid-contract/rules'
import { calculateJwkThumbprint, createLocalJWKSet } from 'jose'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { publishedKids, publishedThumbprints } from '../../client/published-keys.ts'
import sessionKeys from '../../mock-sts/demo/session-keys.NOT-A-SECRET.json' with { type: 'json' }
import signingKeys from '../../mock-sts/demo/signing-keys.NOT-A-SECRET.json' with { type: 'json' }
import keyRing from '../keys/key-ring.NOT-A-SECRET.json' with { type: 'json' }
import { collectEvents } from './collect-events.ts'
import { otherScope, pair, thrown } from './pair.ts'

const root = new URL('../../', import.meta.url)
const audience = 'nhn:example'
const now = 1_790_000_000

/** Every JSON file of the repository: only those can publish a JWK. */
const files = globSync('{contract,client,mock-sts,test,docker,docs,bench}/**/*.json', {
  cwd: root,
  exclude: (name) => /node_modules|\bdist\b/.test(String(name)),
})

/** Every object in a JSON value, however deep. */
function objectsIn(value: unknown): Record<string, unknown>[] {
  if (typeof value !== 'object' || value === null) return []
  return [value as Record<string, unknown>, ...Object.values(value).flatMap(objectsIn)]
}

describe('the list of published keys', () => {
  it('has every private key in the repository', async () => {
    const keys = files
      .flatMap((file) => objectsIn(JSON.parse(readFileSync(new URL(file, root), 'utf8'))))
      .filter(({ kty, d }) => typeof kty === 'string' && typeof d === 'string')
    expect(keys.length).toBeGreaterThan(20)
    const thumbprints = await Promise.all(keys.map((key) => calculateJwkThumbprint(key)))
    expect([...new Set(thumbprints)].toSorted()).toEqual([...publishedThumbprints].toSorted())
  })

  it('has the kid of every demo signing key: the thumbprint of its certificate', () => {
    const { test, qa, prod } = signingKeys
    const kids = [test, qa, prod, ...sessionKeys.keys].map(({ certificate }) =>
      createHash('sha1').update(Buffer.from(certificate, 'base64')).digest('hex').toUpperCase(),
    )
    expect(kids.toSorted()).toEqual([...publishedKids].toSorted())
  })
})

/** A key that only its owner has. */
const ownKey = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' }) as Jwk

/** A verifier whose issuer publishes the demo key of a twin, and a key that is not published. */
function api(options: Partial<TokenVerifierOptions>) {
  const issuer = options.issuer ?? environments[options.environment ?? 'test1'].issuer
  const demo = { ...publicJwk(signingKeys.test.privateKey as Jwk), kid: 'demo' }
  const own = { ...publicJwk(ownKey), kid: 'own' }
  const answers: Record<string, unknown> = {
    [`${issuer}/.well-known/openid-configuration`]: { issuer, jwks_uri: `${issuer}/jwks` },
    [`${issuer}/jwks`]: { keys: [demo, own] },
  }
  const verify = createTokenVerifier({
    audience,
    scheme: 'bearer',
    now: () => now * 1000,
    fetch: async (url) => Response.json(answers[String(url)]),
    ...options,
  })
  return (kid: 'demo' | 'own') => {
    const key = (kid === 'demo' ? signingKeys.test.privateKey : ownKey) as Jwk
    const claims = { iss: issuer, aud: audience, client_id: 'c', scope: [], nbf: now, exp: now + 600 }
    const token = signJws({ alg: 'RS256', kid, typ: 'at+jwt' }, claims, key, 'RS256')
    return verify(new Request('https://api.example/', { headers: { authorization: `Bearer ${token}` } }))
  }
}

afterEach(() => vi.unstubAllEnvs())

describe('a verifier', () => {
  it.each(['https://sts.example/test', 'https://10.0.0.7', 'https://twin.svc.cluster.local'])(
    'refuses a token that a published key signed: %s',
    async (issuer) => {
      const events = collectEvents('helseid-client:published-key')
      const call = api({ issuer })
      for (const _ of [1, 2]) {
        const refusal = await thrown(call('demo'))
        expect(refusal).toMatchObject({ code: 'keys-unavailable', status: 503 })
        expect(refusal.message).toContain('a twin that signs with a published key')
      }
      expect(events()).toEqual([{ issuer, what: 'signing key', kid: 'demo' }])
    },
  )

  it('refuses it in another spelling too', async () => {
    const { n = '', ...rest } = publicJwk(signingKeys.test.privateKey as Jwk)
    const padded = {
      ...rest,
      n: Buffer.concat([Buffer.of(0), Buffer.from(n, 'base64url')]).toString('base64'),
      kid: 'demo',
    }
    const issuer = 'https://sts.example/test'
    const fetched = async (url: unknown) =>
      Response.json(String(url).endsWith('/jwks') ? { keys: [padded] } : { issuer, jwks_uri: `${issuer}/jwks` })
    const refusal = await thrown(api({ issuer, fetch: fetched as typeof fetch })('demo'))
    expect(refusal).toMatchObject({ code: 'keys-unavailable', status: 503 })
  })

  it.each([
    ['more primes', { oth: [{}] }],
    ['a character that is not base64url', {}],
    ['an exponent that is not base64url', { e: 'AQ.AB' }],
  ])('never verifies with it in a spelling that only some readers accept: %s', async (what, members) => {
    const jwk = publicJwk(signingKeys.test.privateKey as Jwk)
    const n = what.startsWith('a character') ? `${jwk.n?.slice(0, 9)}!${jwk.n?.slice(9)}` : jwk.n
    const issuer = 'https://sts.example/test'
    const keys = [{ ...jwk, n, ...members, kid: 'demo' }]
    const fetched = async (url: unknown) =>
      Response.json(String(url).endsWith('/jwks') ? { keys } : { issuer, jwks_uri: `${issuer}/jwks` })
    const refusal = await thrown(api({ issuer, fetch: fetched as typeof fetch })('demo'))
    expect(refusal).toMatchObject({ name: 'TokenRefused', code: 'token-key-unknown' })
  })

  it('refuses it anywhere in production', async () => {
    vi.stubEnv('NODE_ENV', 'production')
    const refused = api({ issuer: 'http://localhost:8080/test' })
    expect(await thrown(refused('demo'))).toMatchObject({ code: 'keys-unavailable', status: 503 })
  })

  it('accepts the same issuer’s other keys', async () => {
    await expect(api({ issuer: 'https://sts.example/test' })('own')).resolves.toMatchObject({ client_id: 'c' })
  })

  it.each<Partial<TokenVerifierOptions>>([
    { issuer: 'http://localhost:8080/test' },
    { issuer: 'http://127.0.0.1:8080/test' },
    { issuer: 'http://helseid-mock:8080/test' },
    { environment: 'test1' },
    { issuer: environments.test1.issuer },
  ])('accepts the token of a twin where one may be: %j', async (options) => {
    await expect(api(options)('demo')).resolves.toMatchObject({ client_id: 'c' })
  })

  // As the twin's own API, also in the image, where NODE_ENV is production.
  it('that is given its jwks accepts the token', async () => {
    vi.stubEnv('NODE_ENV', 'production')
    const jwks = createLocalJWKSet({
      keys: [{ ...publicJwk(signingKeys.test.privateKey as Jwk), kid: 'demo' } as never],
    })
    await expect(api({ issuer: 'http://sts.example/test', jwks })('demo')).resolves.toMatchObject({ client_id: 'c' })
    await expect(api({ environment: 'prod' })('demo')).resolves.toMatchObject({ client_id: 'c' })
  })
})

describe('a client', () => {
  const issuer = 'http://localhost:8080/test'
  const local = { client: { environment: undefined, issuer } as never }

  it('reports once that a published key signed its token, and once that its own key is published', async () => {
    vi.stubEnv('NODE_ENV', 'production')
    const events = collectEvents('helseid-client:published-key')
    const { client } = pair(local)
    await client.getToken()
    await client.getToken({ scopes: [otherScope] })
    const { kid } = keyRing.ec
    expect(events()).toEqual([
      { issuer, what: 'client key', kid },
      { issuer, what: 'signing key', kid: expect.stringMatching(/^[\dA-F]{40}$/) },
    ])
  })

  it('recognises its own published key under another kid, and a published DPoP key', async () => {
    vi.stubEnv('NODE_ENV', 'production')
    const events = collectEvents('helseid-client:published-key')
    const key = { ...keyRing.ec, kid: 'my-kid' }
    const { client } = pair({ client: { environment: undefined as never, issuer, key, dpopKey: keyRing.proof } })
    await client.getToken()
    expect(events()).toMatchObject([
      { what: 'client key', kid: 'my-kid' },
      { what: 'DPoP key', kid: await calculateJwkThumbprint(keyRing.proof) },
      { what: 'signing key' },
    ])
  })

  it('reports nothing with a twin on this machine', async () => {
    const events = collectEvents('helseid-client:published-key')
    await pair(local).client.getToken()
    expect(events()).toEqual([])
  })
})
