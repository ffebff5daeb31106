/** Key sources, and what HelseID sees of each kind of key, tenancy and source under the profile `next`. */
import { constants, createPrivateKey, sign as cryptoSign, type webcrypto } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ClientKeySource, createHelseIdClient, type HelseIdClientOptions } from 'helseid-client'
import { fromPkcs12 } from 'helseid-client/pkcs12'
import { type Jwk, publicJwk } from 'helseid-contract/rules'
import { decodeProtectedHeader, type JWK } from 'jose'
import { afterEach, describe, expect, it, vi } from 'vitest'
import certificates from '../keys/certificates.json' with { type: 'json' }
import keyRing from '../keys/key-ring.NOT-A-SECRET.json' with { type: 'json' }
import pkcs12 from '../keys/pkcs12.NOT-A-SECRET.json' with { type: 'json' }
import { collectEvents } from './collect-events.ts'
import { brokenRules, pair, seen, thrown } from './pair.ts'

afterEach(() => vi.unstubAllEnvs())

const pemOf = (jwk: unknown, options: object = {}) =>
  createPrivateKey({ key: jwk as never, format: 'jwk' }).export({ type: 'pkcs8', format: 'pem', ...options }) as string
const registered = (...keys: unknown[]) => ({ jwks: { keys: keys.map((key) => publicJwk(key as Jwk)) } })
/** The thumbprint that HelseID.Library sends for a certificate. */
const upperHex = /^[0-9A-F]{40}$/
const variable = (text: string) => {
  vi.stubEnv('KEY', text)
  return { env: 'KEY' }
}
const folder = () => mkdtempSync(join(tmpdir(), 'helseid-client-'))

async function assertionHeader(options: Parameters<typeof pair>[0]) {
  const { client, twin, sentRequests } = pair(options)
  await client.getToken()
  expect([brokenRules(twin).filter((rule) => rule !== 'nonce-present'), seen(twin)]).toEqual([
    [],
    ['use_dpop_nonce', 200],
  ])
  const body = new URLSearchParams(await sentRequests.at(-1)?.text())
  return decodeProtectedHeader(String(body.get('client_assertion')))
}

/** A vault, which signs without revealing its key. */
const vault = (jwk: Jwk, alg: string) => {
  const key = createPrivateKey({ key: jwk as never, format: 'jwk' })
  const hash = `sha${alg.slice(2)}`
  const pss = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }
  return async (data: Uint8Array) =>
    cryptoSign(hash, data, { key, ...(alg.startsWith('PS') ? pss : { dsaEncoding: 'ieee-p1363' as const }) })
}

describe('a client breaks no rule under next, apart from the nonce challenge', () => {
  const keys = { RSA: keyRing.registered, 'P-256': keyRing.ec, 'P-384': keyRing.ec384, 'P-521': keyRing.ec521 }
  const tenancies: Record<string, { registration: object; organization?: object }> = {
    'no tenancy': { registration: {} },
    'single-tenant': { registration: { tenancy: 'single-tenant', parent: '994598759' } },
    'single-tenant, child': {
      registration: { tenancy: 'single-tenant', parent: '994598759', children: ['983658725'] },
      organization: { child: '983658725' },
    },
    'multi-tenant': { registration: { tenancy: 'multi-tenant' }, organization: { parent: '994598759' } },
    'multi-tenant, child': {
      registration: { tenancy: 'multi-tenant', supplier: '889640782' },
      organization: { parent: '994598759', child: '983658725' },
    },
    'multi-tenant, SFM journal': {
      registration: { tenancy: 'multi-tenant' },
      organization: { parent: '994598759', sfmJournalId: '3e0ac1a8-6e4c-4a9c-9f0b-6f0f2d9a7f11' },
    },
  }
  const algorithms = { RSA: 'PS256', 'P-256': 'ES256', 'P-384': 'ES384', 'P-521': 'ES512' }
  it.each(
    Object.entries(keys).flatMap(([kind, key]) =>
      Object.entries(tenancies).map(([name, it]) => ({ kind, key, name, ...it })),
    ),
  )('signs with a key of kind $kind and tenancy $name', async ({ kind, key, registration, organization }) => {
    const header = await assertionHeader({ client: { key, ...(organization && { organization }) }, registration })
    expect(header).toEqual({
      alg: algorithms[kind as keyof typeof algorithms],
      kid: key.kid,
      typ: 'client-authentication+jwt',
    })
  })

  it.each(['PS384', 'PS512'])('signs with %s if the JWK names it', async (alg) => {
    expect((await assertionHeader({ client: { key: { ...keyRing.registered, alg } } })).alg).toBe(alg)
  })
})

describe('a key source', () => {
  it.each<[string, () => ClientKeySource]>([
    ['PEM', () => ({ pem: pemOf(keyRing.ec) })],
    [
      'PEM with a password',
      () => ({ pem: pemOf(keyRing.ec, { cipher: 'aes-256-cbc', passphrase: 'p' }), password: 'p' }),
    ],
    ['a variable with a JWK', () => variable(JSON.stringify(keyRing.ec))],
    ['a variable with PEM', () => variable(pemOf(keyRing.ec))],
    ['a variable with PEM in one line', () => variable(pemOf(keyRing.ec).replaceAll('\n', '\\n'))],
    ['a variable in base64', () => variable(Buffer.from(pemOf(keyRing.ec)).toString('base64'))],
    ['a file', () => ({ file: keyFile(JSON.stringify(keyRing.ec)) })],
    ['a function', () => ({ sign: vault(keyRing.ec as Jwk, 'ES256'), kid: keyRing.ec.kid, alg: 'ES256' })],
  ])('such as %s has the RFC 7638 thumbprint as kid', async (_, source) => {
    const header = await assertionHeader({ client: { key: source() }, registration: registered(keyRing.ec) })
    expect(header).toEqual({ alg: 'ES256', kid: keyRing.ec.kid, typ: 'client-authentication+jwt' })
  })

  const keyFile = (text: string) => {
    const file = join(folder(), 'key')
    writeFileSync(file, text)
    return file
  }

  it.each<[string, ClientKeySource, string]>([
    ['a certificate with its key', { pem: pemOf(keyRing.registered), certificate: certificates.registered }, 'PS256'],
    ['a certificate with an EC key', { pem: pemOf(keyRing.ec), certificate: certificates.ec }, 'ES256'],
    [
      'PKCS#12 as OpenSSL 3 writes it',
      fromPkcs12({ data: Buffer.from(pkcs12.rsa, 'base64'), password: pkcs12.password }),
      'PS256',
    ],
    [
      'older PKCS#12 with RC2 and 3DES',
      fromPkcs12({ data: Buffer.from(pkcs12.rsaOld, 'base64'), password: pkcs12.password }),
      'PS256',
    ],
    [
      'PKCS#12 with an EC key',
      fromPkcs12({ data: Buffer.from(pkcs12.ec, 'base64'), password: pkcs12.password }),
      'ES256',
    ],
    [
      'PKCS#12 by OpenSSL 3 with æ, ø and å in its password',
      fromPkcs12({ data: Buffer.from(pkcs12.ecNorwegian, 'base64'), password: pkcs12.norwegianPassword }),
      'ES256',
    ],
    [
      'older PKCS#12 with æ, ø and å in its password',
      fromPkcs12({ data: Buffer.from(pkcs12.ecNorwegianOld, 'base64'), password: pkcs12.norwegianPassword }),
      'ES256',
    ],
    ['a certificate in the same PEM as its key', { pem: pemOf(keyRing.ec) + certificates.ec }, 'ES256'],
    [
      'a chain that starts with the CA certificate',
      { pem: pemOf(keyRing.ec), certificate: certificates.registered + certificates.ec },
      'ES256',
    ],
    [
      'a file with a chain and the key',
      { file: keyFile(certificates.registered + certificates.ec + pemOf(keyRing.ec)) },
      'ES256',
    ],
  ])('such as %s has the certificate’s SHA-1 thumbprint in upper-case hex as kid', async (_, key, alg) => {
    const registration = { certificates: [alg === 'ES256' ? certificates.ec : certificates.registered] }
    expect(await assertionHeader({ client: { key }, registration })).toMatchObject({
      alg,
      kid: expect.stringMatching(upperHex),
    })
  })

  it('may be a vault that signs PS256; the client generates the DPoP key', async () => {
    const key = { sign: vault(keyRing.registered as Jwk, 'PS256'), kid: keyRing.registered.kid, alg: 'PS256' }
    expect((await assertionHeader({ client: { key }, registration: registered(keyRing.registered) })).alg).toBe('PS256')
  })

  it.each<[string, (jwk: string) => ClientKeySource]>([
    ['a file', (jwk) => ({ file: keyFile(jwk), kid: 'mine', alg: 'PS512' })],
    ['a variable', (jwk) => ({ ...variable(jwk), kid: 'mine', alg: 'PS512' })],
  ])('with kid and alg overrides those of the JWK in %s', async (_, source) => {
    const key = source(JSON.stringify({ ...keyRing.registered, alg: 'PS256' }))
    const registration = registered({ ...keyRing.registered, kid: 'mine', alg: undefined })
    expect(await assertionHeader({ client: { key }, registration })).toMatchObject({ kid: 'mine', alg: 'PS512' })
  })

  it('may be a file with a JWK without a kid, and a certificate', async () => {
    const { kid: _kid, ...jwk } = keyRing.ec
    const key = { file: keyFile(JSON.stringify(jwk)), certificate: certificates.ec }
    const registration = { certificates: [certificates.ec] }
    expect((await assertionHeader({ client: { key }, registration })).kid).toMatch(upperHex)
  })

  it('uses RS256 only if alg says so, and next refuses it', async () => {
    const { client, twin } = pair({ client: { key: { ...keyRing.registered, alg: 'RS256' } } })
    expect(await thrown(client.getToken())).toMatchObject({ error: 'invalid_client' })
    expect(brokenRules(twin)).toContain('alg-ps-or-es')
  })

  it('may be legacyClientSecret for twins and older token services', async () => {
    const options = { clientId: 'c', legacyClientSecret: 'not-a-secret', scopes: ['nhn:example/a'] }
    const registration = { ...registered(keyRing.ec), legacyAuth: true, clientSecret: 'not-a-secret' }
    const { twin, clock } = pair({ registration })
    const now = () => clock.ms
    const fetch = async (input: unknown, init?: RequestInit) => twin.handle(new Request(input as string, init))
    const client = createHelseIdClient({ environment: 'test1', ...options, now, fetch })
    expect((await client.getToken()).tokenType).toBe('DPoP')
  })
})

describe('a key file', () => {
  it('is read before each exchange; a bad key is reported once and the last good one stays in use', async () => {
    const file = join(folder(), 'key.json')
    const write = (text: string) => writeFileSync(file, text)
    write(JSON.stringify(keyRing.ec))
    const events = collectEvents('helseid-client:key-file')
    const { client, clock, sentRequests } = pair({
      client: { key: { file } },
      registration: registered(keyRing.ec, keyRing.ec384),
    })
    const kid = async () => {
      clock.ms += 600_000
      await client.getToken()
      const body = new URLSearchParams(await sentRequests.at(-1)?.text())
      return decodeProtectedHeader(String(body.get('client_assertion'))).kid
    }
    expect(await kid()).toBe(keyRing.ec.kid)
    write(JSON.stringify(keyRing.ec384))
    expect(await kid()).toBe(keyRing.ec384.kid)
    write('{"kty":"EC", half a fi')
    expect([await kid(), await kid()]).toEqual([keyRing.ec384.kid, keyRing.ec384.kid])
    write(JSON.stringify(keyRing.ec))
    expect(await kid()).toBe(keyRing.ec.kid)
    expect(events()).toEqual([
      { clientId: 'c', kid: keyRing.ec384.kid },
      { clientId: 'c', problem: `the key in the file ${file}: not valid JSON` },
      { clientId: 'c', kid: keyRing.ec.kid },
    ])
  })
})

it('reports a changed key file once for concurrent exchanges', async () => {
  const file = join(folder(), 'key.json')
  writeFileSync(file, JSON.stringify(keyRing.ec))
  const events = collectEvents('helseid-client:key-file')
  const { client } = pair({ client: { key: { file } }, registration: registered(keyRing.ec, keyRing.ec384) })
  await client.getToken()
  writeFileSync(file, JSON.stringify(keyRing.ec384))
  await Promise.all([client.getToken({ scopes: [] }), client.getToken({ scopes: ['nhn:example/b'] })])
  expect(events()).toEqual([{ clientId: 'c', kid: keyRing.ec384.kid }])
})

describe('several keys during a rotation', () => {
  it('use the other key if a file disappears before its first read, and report it', async () => {
    const file = join(folder(), 'key.json')
    writeFileSync(file, JSON.stringify(keyRing.ec384))
    const key = [{ file }, keyRing.ec]
    const { client, twin } = pair({ client: { key }, registration: registered(keyRing.ec) })
    rmSync(file)
    const events = collectEvents('helseid-client:key-file')
    await client.getToken()
    await client.getToken({ scopes: [] })
    expect(events()).toEqual([{ clientId: 'c', problem: `the file ${file} cannot be read: ENOENT` }])
    expect(seen(twin)).toEqual(['use_dpop_nonce', 200, 200])
  })

  it('are tried in order if HelseID refuses one; the accepted key is preferred from then on', async () => {
    const events = collectEvents('helseid-client:key-refused')
    const key = [keyRing.ec384, keyRing.ec] as never
    const { client, twin, clock } = pair({ client: { key }, registration: registered(keyRing.ec) })
    await client.getToken()
    clock.ms += 596_000
    await client.getToken()
    expect(seen(twin)).toEqual(['invalid_client', 'use_dpop_nonce', 200, 'use_dpop_nonce', 200])
    expect(events()).toMatchObject([{ kid: keyRing.ec384.kid }])
  })
})

const rsa = { name: 'RSA-PSS', modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]), hash: 'SHA-256' }

describe('a CryptoKey signs with the algorithm it was created for', () => {
  it.each<[string, object]>([
    ['PS256', rsa],
    ['PS512', { ...rsa, hash: 'SHA-512' }],
    ['ES384', { name: 'ECDSA', namedCurve: 'P-384' }],
  ])('%s', async (alg, algorithm) => {
    const made = (await crypto.subtle.generateKey(algorithm as never, true, [
      'sign',
      'verify',
    ])) as webcrypto.CryptoKeyPair
    const { kty, n, e, crv, x, y } = await crypto.subtle.exportKey('jwk', made.publicKey)
    const registration = { jwks: { keys: [JSON.parse(JSON.stringify({ kid: 'k', kty, n, e, crv, x, y }))] } }
    const header = await assertionHeader({ client: { key: { key: made.privateKey, kid: 'k' } }, registration })
    expect(header).toMatchObject({ alg, kid: 'k' })
  })
})

it.each([
  ['UTF-8 with a byte order mark', (text: string) => Buffer.from(`\ufeff${text}`)],
  ['UTF-16', (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le')],
  ['big-endian UTF-16', (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16()],
])('a key file in %s with line ends of Windows is read, as JWK and as PEM', (_, bytes) => {
  for (const text of [JSON.stringify(keyRing.ec, null, 2), pemOf(keyRing.ec)]) {
    const file = join(mkdtempSync(join(tmpdir(), 'helseid-client-')), 'key')
    writeFileSync(file, bytes(text.replaceAll('\n', '\r\n')))
    expect(() => createHelseIdClient({ environment: 'test1', clientId: 'c', key: { file } })).not.toThrow()
  }
})

describe('createHelseIdClient reports a problem with a key without revealing any part of it', () => {
  const { d: _d, ...publicHalf } = keyRing.ec
  const secret = keyRing.ec.d
  it.each<[string, unknown, RegExp]>([
    ['a public JWK', publicHalf, /key: a public JWK: use the private one/],
    ['a shared secret', keyRing.oct, /key: a shared secret/],
    ['Ed25519', keyRing.ed25519, /key: must be RSA, P-256, P-384 or P-521, not OKP/],
    ['secp256k1', keyRing.secp256k1, /must be RSA, P-256/],
    ['1024 bits', keyRing.weak, /key: has 1024 bits: HelseID requires 2048 or more/],
    ['an alg of another kind of key', { ...keyRing.ec, alg: 'PS256' }, /alg PS256 does not fit an EC key on P-256/],
    [
      'an alg that HelseID does not accept',
      { ...keyRing.registered, alg: 'RS512' },
      /alg RS512 is not accepted: use PS256/,
    ],
    ['what keygen prints', { privateJwk: keyRing.ec }, /key: not a JWK: kty is missing/],
    [
      'halves of two keys',
      { ...keyRing.ec, x: keyRing.proof.x, y: keyRing.proof.y },
      // Node 26 notices it while reading the key.
      /key: (its private and public halves do not match|not a usable JWK)/,
    ],
    [
      'half an RSA key',
      { ...keyRing.registered, p: undefined },
      /key: its private and public halves do not match, or the private half is incomplete/,
    ],
    ['half a JWK', { ...keyRing.ec, x: undefined }, /key: not a usable JWK/],
    ['text that is not PEM', { pem: secret }, /not a private key in PEM, or the password is wrong/],
    [
      'a wrong password',
      { pem: pemOf(keyRing.ec, { cipher: 'aes-256-cbc', passphrase: 'p' }), password: 'q' },
      /the password is wrong/,
    ],
    [
      'the certificate of another key',
      { pem: pemOf(keyRing.ec), certificate: certificates.registered },
      /does not match its certificate/,
    ],
    [
      'text that is not a certificate',
      { pem: pemOf(keyRing.ec), certificate: 'x' },
      /certificate is not an X.509 certificate/,
    ],
    [
      'an empty variable',
      { env: 'NO_SUCH_VARIABLE' },
      /the environment variable NO_SUCH_VARIABLE is not set, or is empty/,
    ],
    ['a missing file', { file: '/no/such/file' }, /the file \/no\/such\/file cannot be read: ENOENT/],
    ['a function without kid', { sign: async () => new Uint8Array(), alg: 'ES256' }, /kid is required/],
    ['a function without alg', { sign: async () => new Uint8Array(), kid: 'k' }, /alg is required: PS256/],
    ['a number', 3, /key: must be an object/],
    ['an empty kid', { ...keyRing.ec, kid: '' }, /key: kid must be a non-empty string/],
    ['a kid that is a number', { ...keyRing.ec, kid: 3 }, /key: kid must be a non-empty string/],
    ['an empty kid with PEM', { pem: pemOf(keyRing.ec), kid: '' }, /key: kid must be a non-empty string/],
    ['no key at all', [], /key must not be an empty array/],
    ['one bad key of two', [keyRing.ec, publicHalf], /key 2: a public JWK/],
  ])('%s', (_, key, message) => {
    const options = { environment: 'test1', clientId: 'c', key } as HelseIdClientOptions
    expect(() => createHelseIdClient(options)).toThrow(message)
    expect(() => createHelseIdClient(options)).not.toThrow(secret)
  })

  it('a CryptoKey that is not private', async () => {
    const key = await crypto.subtle.generateKey({ name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])
    expect(() => createHelseIdClient({ environment: 'test1', clientId: 'c', key: { key, kid: 'k' } })).toThrow(
      'the CryptoKey must be a private key with the usage sign',
    )
  })

  it.each<[string, string | object, string]>([
    ['Ed25519', 'Ed25519', 'the CryptoKey must be for ECDSA, RSA-PSS or RSASSA-PKCS1-v1_5, not Ed25519'],
    ['SHA-1', { ...rsa, hash: 'SHA-1' }, 'the CryptoKey is for RSA-PSS with SHA-1, which HelseID does not accept'],
    [
      'RS512',
      { ...rsa, name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-512' },
      'the CryptoKey is for RSASSA-PKCS1-v1_5 with SHA-512, which HelseID does not accept',
    ],
    ['1024 bits', { ...rsa, modulusLength: 1024 }, 'the CryptoKey has 1024 bits: HelseID requires 2048 or more'],
  ])('a CryptoKey that HelseID does not accept: %s', async (_, algorithm, message) => {
    const { privateKey } = (await crypto.subtle.generateKey(algorithm as never, false, [
      'sign',
    ])) as webcrypto.CryptoKeyPair
    const key = { key: privateKey, kid: 'k' }
    expect(() => createHelseIdClient({ environment: 'test1', clientId: 'c', key })).toThrow(message)
  })

  it('an environment variable that is not valid JSON', () => {
    vi.stubEnv('KEY', `{"d":"${secret}`)
    const make = () => createHelseIdClient({ environment: 'test1', clientId: 'c', key: { env: 'KEY' } })
    expect(make).toThrow('the key in the environment variable KEY: not valid JSON')
    expect(make).not.toThrow(secret)
  })

  it('PKCS#12 with a wrong password, and data that is not PKCS#12', () => {
    const data = Buffer.from(pkcs12.rsa, 'base64')
    expect(() => fromPkcs12({ data, password: 'another' })).toThrow(/the password is wrong/)
    expect(() => fromPkcs12({ data, password: 'en annen, på norsk' })).toThrow(/the password is wrong/)
    expect(() => fromPkcs12({ data: Buffer.from('no'), password: '' })).toThrow(TypeError)
    expect(() => fromPkcs12({ password: '' })).toThrow('give file or data')
  })
})

describe('a signing function fails with key_unavailable if it', () => {
  it.each<[string, (data: Uint8Array) => Promise<Uint8Array>, RegExp]>([
    ['throws', () => Promise.reject(new Error('vault sealed')), /failed: vault sealed/],
    ['rejects with undefined', () => Promise.reject(), /failed: undefined/],
    [
      'quotes the data in its error',
      (data) => Promise.reject(new Error(`no: ${Buffer.from(data)}`)),
      /failed: no: \[JWT\]$/,
    ],
    [
      'returns DER',
      async (data) => cryptoSign('sha256', data, pemOf(keyRing.ec)),
      /r followed by s, 64 bytes, not DER/,
    ],
    ['returns a string', async () => 'abc' as never, /must return a Uint8Array/],
    ['never resolves', () => new Promise(() => undefined), /no signature within 0.05 s/],
  ])('%s', async (_, sign, message) => {
    const key = { sign, kid: keyRing.ec.kid, alg: 'ES256' }
    const { client } = pair({ client: { key, timeout: 0.05 }, registration: registered(keyRing.ec) })
    expect(await thrown(client.getToken())).toMatchObject({
      code: 'key_unavailable',
      message: expect.stringMatching(message),
    })
  })
})

it('uses a given dpopKey, EC or RSA', async () => {
  for (const dpopKey of [keyRing.proof, keyRing['rsa-proof']] as JWK[]) {
    const { client, twin } = pair({ client: { dpopKey } })
    await client.getToken()
    expect(brokenRules(twin).filter((rule) => rule !== 'nonce-present')).toEqual([])
  }
})
