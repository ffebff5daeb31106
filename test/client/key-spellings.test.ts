/** Keys in other spellings: the client, the verifier, the token endpoint and the twin's API agree which key it is. */
import { createHash, createPrivateKey, createPublicKey } from 'node:crypto'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ClientKeySource, createHelseIdClient } from 'helseid-client'
import { createTokenVerifier } from 'helseid-client/verifier'
import { claimsOf, type Jwk, publicJwk, signJws } from 'helseid-contract/rules'
import { createHelseIdMock } from 'helseid-mock'
import { createLocalJWKSet, decodeProtectedHeader, type JWK } from 'jose'
import { afterEach, describe, expect, it, vi } from 'vitest'
import certificates from '../keys/certificates.json' with { type: 'json' }
import keyRing from '../keys/key-ring.NOT-A-SECRET.json' with { type: 'json' }
import { jwkSpellings, pemSpellings } from '../keys/spellings.ts'
import { demoClient } from '../mock-sts/demo/demo-client.ts'
import { pair } from './pair.ts'

afterEach(() => vi.unstubAllEnvs())

const { kid: _ec, ...ec } = keyRing.ec
const { kid: _rsa, ...rsa } = keyRing.registered
const { kid: jkt, ...proofKey } = keyRing.proof
const { kid: rsaJkt, ...rsaProofKey } = keyRing['rsa-proof']
const object = (jwk: object) => createPrivateKey({ key: jwk as never, format: 'jwk' })
const pemOf = (jwk: object, options: object = { type: 'pkcs8' }) =>
  object(jwk).export({ format: 'pem', ...options } as never) as string
const errorOf = (key: unknown, options: object = {}) => {
  try {
    createHelseIdClient({
      environment: 'test1',
      clientId: 'c',
      scopes: ['nhn:example/a'],
      key: key as never,
      ...options,
    })
  } catch (error) {
    return (error as Error).message
  }
  return 'nothing was thrown'
}

describe('a dpopKey in another spelling gets a token, and the API accepts its proofs', () => {
  const origin = 'http://localhost:8080'
  it.each(
    Object.entries({ 'P-256': [proofKey, jkt], RSA: [rsaProofKey, rsaJkt] } as const).flatMap(
      ([kind, [key, expected]]) =>
        jwkSpellings.map(([how, spell]) => ({ kind, how, dpopKey: spell(key) as JWK, expected })),
    ),
  )('$kind $how', async ({ dpopKey, expected }) => {
    const { clientId, privateJwk: key, registration, scope } = demoClient
    const twin = createHelseIdMock({ clients: [registration] })
    const fetch = async (input: unknown, init?: RequestInit) => twin.handle(new Request(input as string, init))
    const client = createHelseIdClient({ issuer: `${origin}/test`, clientId, key, scopes: [scope], dpopKey, fetch })
    const { accessToken } = await client.getToken()
    expect(claimsOf(accessToken)).toMatchObject({ cnf: { jkt: expected } })
    const response = await client.fetch(`${origin}/nhn-api/test/hello`)
    expect([response.status, await response.json()]).toEqual([200, expect.objectContaining({ client_id: clientId })])
  })

  it.each<[string, object, RegExp]>([
    [
      'an x that is …',
      { ...proofKey, x: '…' },
      /dpopKey: not a usable JWK: x contains characters that are not base64url/,
    ],
    ['an n that is …', { ...rsaProofKey, n: '…' }, /dpopKey: not a usable JWK: n contains characters/],
    [
      'a dp that is not base64url',
      { ...rsaProofKey, dp: 'a b;c' },
      /dpopKey: not a usable JWK: dp contains characters/,
    ],
    [
      'a qi that is a number',
      { ...rsaProofKey, qi: 7 },
      /dpopKey: not a usable JWK: qi must be base64url text, not number/,
    ],
    ['an x in hexadecimal', { ...proofKey, x: Buffer.from(proofKey.x, 'base64url').toString('hex') }, /x has 48 bytes/],
    ['d: null', { ...proofKey, d: null }, /dpopKey: a public JWK: use the private one/],
    ['Ed25519', keyRing.ed25519, /dpopKey: must be RSA, P-256, P-384 or P-521, not OKP/],
  ])('%s is refused when the client is created', (_, dpopKey, message) => {
    expect(errorOf(ec, { dpopKey })).toMatch(message)
  })
})

describe('the client’s own key', () => {
  const signedWith = async (key: ClientKeySource, jwk: object, registration: object = {}) => {
    const jwks = { keys: [publicJwk(jwk as Jwk)] }
    const { client, sentRequests } = pair({ client: { key }, registration: { jwks, ...registration } })
    await client.getToken()
    const body = new URLSearchParams(await sentRequests.at(-1)?.text())
    return decodeProtectedHeader(String(body.get('client_assertion')))
  }

  it.each(
    Object.entries({ 'P-256': keyRing.ec, RSA: keyRing.registered }).flatMap(([kind, { kid, ...jwk }]) =>
      jwkSpellings.map(([how, spell]) => ({ kind, how, given: spell(jwk) as JWK, registered: { ...jwk, kid } })),
    ),
  )('$kind $how signs as the same key; its kid is the RFC 7638 thumbprint', async ({ given, registered }) => {
    expect((await signedWith(given, registered)).kid).toBe(registered.kid)
  })

  it('with kid: null has the thumbprint as kid', async () => {
    expect((await signedWith({ ...ec, kid: null, alg: null } as never, keyRing.ec)).kid).toBe(keyRing.ec.kid)
  })

  it.each(pemSpellings)('in PEM %s is the same key', async (_, spell) => {
    const given = spell(pemOf(ec))
    vi.stubEnv('KEY', given)
    const file = join(mkdtempSync(join(tmpdir(), 'helseid-client-')), 'key.pem')
    writeFileSync(file, given)
    for (const key of [{ pem: given }, { env: 'KEY' }, { file }])
      expect((await signedWith(key, keyRing.ec)).kid).toBe(keyRing.ec.kid)
  })

  it.each(pemSpellings)('with a certificate in PEM %s has its thumbprint as kid', async (_, spell) => {
    const key = { pem: pemOf(ec), certificate: spell(certificates.ec) }
    const registration = { jwks: undefined, certificates: [certificates.ec] }
    expect((await signedWith(key, ec, registration)).kid).toMatch(/^[0-9A-F]{40}$/)
  })

  it.each<[string, string]>([
    ['in double quotes', JSON.stringify(JSON.stringify(ec))],
    ['in single quotes', `'${JSON.stringify(ec)}'`],
    ['in quotes that are not escaped', `"${JSON.stringify(ec)}"`],
    ['after a byte order mark', `\uFEFF${JSON.stringify(ec, null, 2)}`],
  ])('as a JWK %s in a variable is read', async (_, text) => {
    vi.stubEnv('KEY', text)
    expect((await signedWith({ env: 'KEY' }, keyRing.ec)).kid).toBe(keyRing.ec.kid)
  })

  const encrypted = pemOf(rsa, { type: 'pkcs1', cipher: 'aes-256-cbc', passphrase: 'p' })
  it.each<[string, unknown, RegExp]>([
    [
      'a JWK with an n that is …',
      { ...rsa, n: '…' },
      /key: not a usable JWK: n contains characters that are not base64url/,
    ],
    ['a JWK without y', { ...ec, y: '' }, /key: not a usable JWK: y is missing/],
    [
      'a public key in PEM',
      { pem: createPublicKey(object(ec)).export({ type: 'spki', format: 'pem' }) },
      /key: a public key in PEM: use the private one/,
    ],
    ['a certificate alone', { pem: certificates.ec }, /key: PEM without a private key/],
    ['encrypted PEM without password', { pem: encrypted }, /key: the PEM is encrypted: set its password/],
    [
      'encrypted PEM whose line breaks are lost',
      { pem: encrypted.replaceAll('\n', ''), password: 'p' },
      /key: this PEM is on one line, and it contains/,
    ],
    [
      'PEM with the letter n for line breaks',
      { pem: pemOf(ec).trim().replaceAll('\n', 'n') },
      /key: this PEM is on one line/,
    ],
    ['PEM without its END line', { pem: pemOf(ec).slice(0, 60) }, /key: this PEM is damaged: it has no END line/],
    [
      'a certificate on one line that is damaged',
      { pem: pemOf(ec), certificate: '-----BEGIN CERTIFICATE-----…-----END CERTIFICATE-----' },
      /key: certificate: this PEM is on one line/,
    ],
  ])('%s is refused when the client is created', (_, key, message) => {
    expect(errorOf(key)).toMatch(message)
  })
})

it('a JWKS as .NET serialises it verifies tokens', async () => {
  const [issuer, audience] = ['https://helseid-sts.test.nhn.no', 'nhn:example']
  const absent = { d: null, oth: [], key_ops: [], x5c: [], x5t: '', k: null, p: null }
  const signer = { ...publicJwk(keyRing.registered as Jwk), use: 'sig' }
  const claims = { iss: issuer, aud: audience, client_id: 'c', nbf: 0, iat: 0, exp: 600, jti: 'T' }
  const token = signJws({ alg: 'RS256', kid: signer.kid, typ: 'at+jwt' }, claims, keyRing.registered, 'RS256')
  const verify = createTokenVerifier({
    ...{ issuer, audience, scheme: 'bearer', now: () => 0 },
    fetch: async () => Response.json({ issuer, jwks_uri: `${issuer}/jwks`, keys: [{ ...signer, ...absent }] }),
  })
  const request = new Request('https://api.example/things', { headers: { authorization: `Bearer ${token}` } })
  await expect(verify(request)).resolves.toMatchObject({ client_id: 'c' })
})

describe('the jwk of a proof in another spelling', () => {
  const now = 1_790_000_000
  const issuer = 'https://helseid-sts.test.nhn.no'
  const url = 'https://api.example/things'
  const signer = keyRing.registered as Jwk
  const verify = (jwk: object, bound = jkt) => {
    const claims = {
      iss: issuer,
      aud: 'nhn:example',
      client_id: 'c',
      scope: ['nhn:example/read'],
      nbf: now,
      iat: now,
      exp: now + 600,
      cnf: { jkt: bound },
      jti: 'T',
    }
    const token = signJws({ alg: 'RS256', kid: signer.kid, typ: 'at+jwt' }, claims, signer, 'RS256')
    const ath = createHash('sha256').update(token).digest('base64url')
    const proof = signJws(
      { alg: 'ES256', typ: 'dpop+jwt', jwk },
      { jti: 'P', htm: 'GET', htu: url, iat: now, ath },
      keyRing.proof,
      'ES256',
    )
    const verifier = createTokenVerifier({
      issuer,
      audience: 'nhn:example',
      scopes: ['nhn:example/read'],
      now: () => now * 1000,
      jwks: createLocalJWKSet({ keys: [publicJwk(signer) as JWK] }),
    })
    return verifier(new Request(url, { headers: { authorization: `DPoP ${token}`, dpop: proof } }))
  }
  const { d: _d, ...publicKey } = proofKey

  it.each(jwkSpellings)('%s is the key that the token is bound to', async (_, spell) => {
    await expect(verify(spell(publicKey))).resolves.toMatchObject({ client_id: 'c' })
  })

  it.each(jwkSpellings)('%s is accepted too if the issuer hashed it as it is', async (_, spell) => {
    const { crv, kty, x, y } = spell(publicKey)
    const hashed = createHash('sha256').update(JSON.stringify({ crv, kty, x, y })).digest('base64url')
    await expect(verify(spell(publicKey), hashed)).resolves.toMatchObject({ client_id: 'c' })
  })

  it.each<[string, object, string]>([
    ['an x that is …', { ...publicKey, x: '…' }, 'proof-jwk'],
    ['a point that is not on its curve', { ...publicKey, x: publicKey.y }, 'proof-jwk'],
    ['a list', [publicKey], 'proof-jwk'],
    ['its private half', { ...proofKey, oth: [] }, 'proof-jwk'],
    ['Ed25519', publicJwk(keyRing.ed25519 as Jwk), 'proof-jwk'],
    ['another key', publicJwk(ec as Jwk), 'proof-signature'],
  ])('%s is refused', async (_, jwk, code) => {
    await expect(verify(jwk)).rejects.toMatchObject({ code })
  })
})
