/** `keygen --public-of` and the refusal of a private key give the half that can be registered. */
import { createPrivateKey, generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, it, vi } from 'vitest'
import { run } from '../../../mock-sts/cli/run.ts'
import { clientProblems } from '../../../mock-sts/config/problems.ts'
import certificates from '../../keys/certificates.json' with { type: 'json' }
import keyRing from '../../keys/key-ring.NOT-A-SECRET.json' with { type: 'json' }

afterEach(() => vi.restoreAllMocks())

const { kty, crv, x, y, kid } = keyRing.ec
const publicEc = { crv, kty, x, y, kid, use: 'sig' }
const pem = String(createPrivateKey({ key: keyRing.ec, format: 'jwk' }).export({ format: 'pem', type: 'pkcs8' }))

async function publicOf(
  content: string | Buffer,
  ...flags: readonly string[]
): Promise<{ exitCode: number; out: string; err: string }> {
  const path = join(mkdtempSync(join(tmpdir(), 'helseid-mock-')), 'key')
  writeFileSync(path, content)
  const log = vi.spyOn(console, 'log').mockImplementation(() => undefined)
  const error = vi.spyOn(console, 'error').mockImplementation(() => undefined)
  const exitCode = await run(['keygen', '--public-of', path, ...flags])
  return { exitCode, out: String(log.mock.calls[0]?.[0]), err: String(error.mock.calls[0]?.[0]) }
}

it.each<[string, string, object]>([
  ['a private JWK', JSON.stringify(keyRing.ec), publicEc],
  [
    'a private JWK with alg and byte order mark',
    `\ufeff${JSON.stringify({ ...keyRing.ec, alg: 'ES256' })}`,
    { ...publicEc, alg: 'ES256' },
  ],
  ['a public JWK', JSON.stringify(publicEc), publicEc],
  ['what keygen prints', JSON.stringify({ privateJwk: keyRing.ec, publicJwk: publicEc }), publicEc],
  ['a JWK as text', JSON.stringify(JSON.stringify(keyRing.ec)), publicEc],
  ['a client of Selvbetjening', JSON.stringify({ clientId: 'c', privateJwk: JSON.stringify(keyRing.ec) }), publicEc],
  // Persontjenesten.Samples/.NET/PersontjenestenDotNetDemo/PersontjenestenDotNetDemo/appsettings.json in HelseID.Samples
  [
    'appsettings.json of NHN’s sample',
    JSON.stringify({ HelseId: { ClientId: 'c', PrivateJwk: JSON.stringify(keyRing.ec) } }).replaceAll('\\"', '\\u0022'),
    publicEc,
  ],
  ['a configuration with PEM', JSON.stringify({ key: { pem } }), { ...publicEc, kid: expect.any(String) }],
  ['a registration', JSON.stringify({ clientId: 'c', jwks: { keys: [keyRing.ec] } }), publicEc],
  [
    'a configuration with two keys',
    JSON.stringify({ one: keyRing.ec, two: keyRing.proof }),
    { keys: [publicEc, expect.objectContaining({ kid: keyRing.proof.kid })] },
  ],
  ['a list of one key', JSON.stringify([keyRing.ec]), { keys: [publicEc] }],
  ['a JWKS', JSON.stringify({ keys: [keyRing.ec] }), { keys: [publicEc] }],
  ['PEM with CRLF', pem.replaceAll('\n', '\r\n'), { ...publicEc, kid: expect.stringMatching(/^[\w-]{43}$/) }],
])('keygen --public-of prints the public half of %s', async (_, content, expected) => {
  const { exitCode, out } = await publicOf(content)
  expect(exitCode).toBe(0)
  expect(JSON.parse(out)).toEqual(expected)
  expect(out).not.toContain(keyRing.ec.d)
})

const rsaPem = (modulusLength: number) =>
  generateKeyPairSync('rsa', {
    modulusLength,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  }).privateKey

it('keygen --public-of --alg sets the algorithm, which must fit the key', async () => {
  const { exitCode, out } = await publicOf(pem, '--alg', 'ES256')
  expect([exitCode, JSON.parse(out)]).toEqual([0, expect.objectContaining({ crv: 'P-256', alg: 'ES256' })])
  vi.restoreAllMocks()
  expect(await publicOf(rsaPem(2048), '--alg', 'ES256')).toMatchObject({
    exitCode: 2,
    err: 'helseid-mock: --alg: a key of type RSA cannot sign with ES256',
  })
  vi.restoreAllMocks()
  expect(await publicOf(pem, '--alg', 'ES384')).toMatchObject({
    exitCode: 2,
    err: 'helseid-mock: --alg: a key of type EC P-256 cannot sign with ES384',
  })
  vi.restoreAllMocks()
  expect(await publicOf(JSON.stringify([keyRing.ec]), '--alg', 'ES256')).toMatchObject({ exitCode: 2 })
})

// UP:krav_til_kryptografi: at least 2048 bits; HelseID takes RSA and EC on the NIST curves.
it.each<[string, string, RegExp]>([
  ['a short RSA key', rsaPem(1024), /^note: the key "[\w-]+" has 1024 bits, and HelseID requires 2048/],
  ['an Ed25519 key', JSON.stringify(keyRing.ed25519), /^note: the key has a key of type Ed25519: use one with an RSA/],
])('keygen --public-of notes %s', async (_, content, note) => {
  const { exitCode, err } = await publicOf(content)
  expect([exitCode, err]).toEqual([0, expect.stringMatching(note)])
})

it('keygen --public-of does not mention a password that no option takes', async () => {
  const damaged = '-----BEGIN PRIVATE KEY-----\nMC4C\n-----END PRIVATE KEY-----'
  const { exitCode, err } = await publicOf(damaged)
  expect([exitCode, err]).toEqual([2, 'helseid-mock: --public-of: not a usable key in PEM'])
})

it('keygen --public-of prints the key of a certificate', async () => {
  const [certificate] = Object.values(certificates).flatMap(
    (value) => JSON.stringify(value).match(/-----BEGIN CERTIFICATE.*?END CERTIFICATE-----/) ?? [],
  )
  const { exitCode, out } = await publicOf(String(certificate))
  expect([exitCode, JSON.parse(out)]).toEqual([0, expect.objectContaining({ kty: expect.any(String), use: 'sig' })])
})

const object = createPrivateKey({ key: keyRing.ec, format: 'jwk' })
const encrypted = object.export({ format: 'pem', type: 'pkcs8', cipher: 'aes-256-cbc', passphrase: 'hunter2' })
const traditional = object.export({ format: 'pem', type: 'sec1', cipher: 'aes-256-cbc', passphrase: 'hunter2' })

it.each<[string, string | Buffer, RegExp]>([
  ['an empty JWKS', '{"keys": []}', /there is no key in .*: a JWK has kty/],
  ['an encrypted key', encrypted, /the key is encrypted: decrypt it first/],
  ['an encrypted key of OpenSSL’s older form', traditional, /the key is encrypted: decrypt it first/],
  ['a key in DER', object.export({ format: 'der', type: 'pkcs8' }), /in DER or PKCS#12: convert it to PEM/],
  ['a shared secret', '{"kty":"oct","k":"aHVudGVyMmh1bnRlcjI"}', /a shared secret has no public half/],
  ['broken JSON', '{"kty":"EC","d":hunter2}', /is not valid JSON: .*line 1, column 17/],
  ['other text', 'hunter2', /not a key/],
])('keygen --public-of refuses %s without quoting it', async (_, content, message) => {
  const { exitCode, err } = await publicOf(content)
  expect([exitCode, err]).toEqual([2, expect.stringMatching(message)])
  expect(err).not.toMatch(/hunter2|aHVudGVy/)
})

it('the refusal of a private JWK contains its public half, and no private member', () => {
  const jwks = { keys: [{ ...keyRing.ec, alg: 'ES256' }] }
  const [problem = ''] = clientProblems({ clientId: 'c', scopes: ['a:b/c'], jwks })
  expect(problem).toContain('/jwks/keys/0 is a private key')
  const half = JSON.parse(/Its public half is (\{.*\})$/.exec(problem)?.[1] ?? '{}')
  expect(half).toEqual({ kty, crv, x, y, kid, alg: 'ES256' })
  expect(problem).not.toContain(keyRing.ec.d)
})

it('the refusal of a shared secret does not contain it', () => {
  const jwks = { keys: [{ kty: 'oct', k: 'aHVudGVyMmh1bnRlcjI' }] }
  const problems = clientProblems({ clientId: 'c', scopes: ['a:b/c'], jwks })
  expect(problems).toEqual([expect.stringMatching(/is a shared secret \(kty oct\), which has no public half: /)])
  expect(problems.join()).not.toContain('aHVudGVy')
})
