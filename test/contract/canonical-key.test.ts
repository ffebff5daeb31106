/** Keys have one canonical form, however they are written. */
import { createHash, createPrivateKey, createPublicKey } from 'node:crypto'
import { type CanonicalKey, canonicalKey, canonicalPem, privateMembers } from 'helseid-contract'
import { publicJwk } from 'helseid-contract/rules'
import { describe, expect, it } from 'vitest'
import certificates from '../keys/certificates.json' with { type: 'json' }
import keyRing from '../keys/key-ring.NOT-A-SECRET.json' with { type: 'json' }
import { jwkSpellings, pemSpellings } from '../keys/spellings.ts'

type Key = Readonly<Record<string, unknown>>

const { kid: _rsaKid, ...rsa } = keyRing.registered
const { kid: _ecKid, ...ec } = keyRing.ec
const bytes = (text: unknown) => Buffer.from(String(text), 'base64url')
describe('canonicalKey gives every spelling of a key the same members and thumbprint', () => {
  it('the thumbprint is that of RFC 7638, 3.1', () => {
    const n =
      '0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMs' +
      'tn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn' +
      '1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw'
    const key = canonicalKey({ kty: 'RSA', n, e: 'AQAB', alg: 'RS256', kid: '2011-04-29' })
    expect(key).toEqual({
      publicJwk: { e: 'AQAB', kty: 'RSA', n },
      thumbprint: 'NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs',
    })
  })

  it.each(
    Object.entries({ RSA: rsa, 'P-256': ec, 'P-384': keyRing.ec384, 'P-521': keyRing.ec521 }).flatMap(([kind, key]) =>
      jwkSpellings.map(([how, spell]) => ({ kind, how, key, given: spell(key) })),
    ),
  )('$kind $how', ({ key, given }) => {
    const expected = canonicalKey(key)
    expect(canonicalKey(given)).toEqual(expected)
    expect(canonicalKey(publicJwk(given as never))).toEqual({
      publicJwk: expected.publicJwk,
      thumbprint: expected.thumbprint,
    })
    expect(canonicalKey(JSON.stringify(given))).toEqual(expected)
    expect(expected.thumbprint).toBe(keyOf(key))
  })

  /** RFC 7638, 3: the required members in order, without white space. */
  const keyOf = (key: Key) => {
    const { kty, crv, x, y, n, e } = key as Record<string, string>
    const text = kty === 'RSA' ? JSON.stringify({ e, kty, n }) : JSON.stringify({ crv, kty, x, y })
    return createHash('sha256').update(text).digest('base64url')
  }

  it('a JWK with a member of a KeyObject is read as a JWK', () => {
    expect(canonicalKey({ ...ec, asymmetricKeyType: 'ec' })).toEqual(canonicalKey(ec))
  })

  it('coordinates have the size of their curve: missing zero bytes are added (RFC 7518, 6.2.1.2)', () => {
    const short = { kty: 'EC', crv: 'P-256', x: 'AQ', y: 'Ag', d: 'Aw' }
    const full = (last: number) => Buffer.concat([Buffer.alloc(31), Buffer.from([last])]).toString('base64url')
    const expected = { crv: 'P-256', kty: 'EC', x: full(1), y: full(2) }
    expect(canonicalKey(short)).toMatchObject({ publicJwk: expected, privateJwk: { ...expected, d: full(3) } })
    expect(canonicalKey(expected).thumbprint).toBe(canonicalKey(short).thumbprint)
  })

  it.each<[string, object, RegExp]>([
    ['no kty', { n: 'AQ' }, /^not a JWK: kty is missing$/],
    ['an unknown kty', { kty: 'rsa' }, /^kty must be RSA or EC, not rsa$/],
    ['a kty that is a number', { kty: 1 }, /^kty must be text$/],
    ['no crv', { kty: 'EC', x: 'AQ', y: 'AQ' }, /^crv is missing$/],
    ['an unknown crv', { kty: 'EC', crv: 'secp256r1', x: 'AQ', y: 'AQ' }, /^crv must be P-256, .*, not secp256r1$/],
    [
      'a crv that may be a key',
      { kty: 'EC', crv: ec.d, x: 'AQ', y: 'AQ' },
      /^crv must be P-256, P-384 or P-521, not what/,
    ],
    ['no y', { ...ec, y: undefined }, /^y is missing$/],
    ['an n that is …', { ...rsa, n: '…' }, /^n contains characters that are not base64url$/],
    [
      'an n with an ellipsis',
      { ...rsa, n: `${rsa.n.slice(0, 20)}...` },
      /^n contains characters that are not base64url$/,
    ],
    ['an n with its quotes', { ...rsa, n: `"${rsa.n}"` }, /^n contains characters that are not base64url$/],
    [
      'an n that is PEM',
      { ...rsa, n: '-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----' },
      /^n is PEM: make a JWK of it, whose n is base64url$/,
    ],
    ['an n that is a number', { ...rsa, n: 65537 }, /^n must be base64url text, not number$/],
    ['an e that is zero', { ...rsa, e: 'AAAA' }, /^e is zero$/],
    ['an x that lost a character', { ...ec, x: `${ec.x}AA` }, /^x is not base64url: it is one character/],
    ['an x in hexadecimal', { ...ec, x: bytes(ec.x).toString('hex') }, /^x has 48 bytes: this curve has 32$/],
    ['an Ed25519 key that is too short', { ...keyRing.ed25519, x: 'AQ' }, /^x has 1 bytes: this curve has 32$/],
    ['a d that is not base64url', { ...ec, d: 'not!' }, /^d contains characters that are not base64url$/],
    ['more than two primes', { ...rsa, oth: [{ r: 'AQ' }] }, /more than two primes/],
  ])('refuses a JWK with %s', (_, jwk, message) => {
    expect(() => canonicalKey(jwk)).toThrow(message)
    expect(() => canonicalKey(jwk)).toThrow(TypeError)
  })
})

describe('canonicalKey reads PEM, certificates and key objects', () => {
  const object = (jwk: object) => createPrivateKey({ key: jwk as never, format: 'jwk' })
  const pem = (jwk: object, type: 'pkcs8' | 'pkcs1' | 'sec1') =>
    object(jwk).export({ type, format: 'pem' } as never) as string
  const publicPem = (jwk: object, type: 'spki' | 'pkcs1') =>
    createPublicKey(object(jwk)).export({ type, format: 'pem' } as never) as string
  const publicOnly = ({ publicJwk, thumbprint }: CanonicalKey) => ({ publicJwk, thumbprint })

  it.each<[string, string | object, object]>([
    ['PKCS#8 with RSA', pem(rsa, 'pkcs8'), canonicalKey(rsa)],
    ['PKCS#8 with EC', pem(ec, 'pkcs8'), canonicalKey(ec)],
    ['PKCS#1', pem(rsa, 'pkcs1'), canonicalKey(rsa)],
    ['SEC1', pem(ec, 'sec1'), canonicalKey(ec)],
    [
      'SEC1 after its parameters',
      `-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n${pem(ec, 'sec1')}`,
      canonicalKey(ec),
    ],
    ['SPKI', publicPem(ec, 'spki'), publicOnly(canonicalKey(ec))],
    ['PKCS#1, public', publicPem(rsa, 'pkcs1'), publicOnly(canonicalKey(rsa))],
    ['a certificate', certificates.ec, publicOnly(canonicalKey(ec))],
    ['a certificate in base64 DER', certificates.ec.replace(/-----[^-]+-----|\s/g, ''), publicOnly(canonicalKey(ec))],
    ['a KeyObject', object(ec), canonicalKey(ec)],
  ])('%s', (_, given, expected) => {
    expect(canonicalKey(given)).toEqual(expected)
  })

  const texts = {
    'PKCS#8': [pem(rsa, 'pkcs8'), canonicalKey(rsa)],
    SEC1: [pem(ec, 'sec1'), canonicalKey(ec)],
    SPKI: [publicPem(ec, 'spki'), publicOnly(canonicalKey(ec))],
    'a certificate': [certificates.registered, publicOnly(canonicalKey(rsa))],
  } as const
  it.each(
    Object.entries(texts).flatMap(([kind, [text, expected]]) =>
      pemSpellings.map(([how, spell]) => ({ kind, how, given: spell(text), expected })),
    ),
  )('$kind $how', ({ given, expected }) => {
    expect(canonicalKey(given)).toEqual(expected)
  })

  const encrypted = {
    'PKCS#8': object(ec).export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'p' }) as string,
    'PKCS#1': object(rsa).export({ type: 'pkcs1', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'p' }) as string,
  }
  it.each(
    pemSpellings
      .filter(([how]) => !/lost/.test(how))
      .flatMap(([how, spell]) => [
        { how, kind: 'PKCS#8', given: spell(encrypted['PKCS#8']), expected: canonicalKey(ec) },
        { how, kind: 'PKCS#1', given: spell(encrypted['PKCS#1']), expected: canonicalKey(rsa) },
      ])
      .filter(({ kind, how }) => kind === 'PKCS#8' || !/quoted/.test(how)),
  )('encrypted $kind $how', ({ given, expected }) => {
    expect(canonicalKey(given, 'p')).toEqual(expected)
  })

  const one = pem(ec, 'pkcs8').replaceAll('\n', '')
  it.each<[string, string, RegExp]>([
    [
      'headers of encryption that run into each other',
      encrypted['PKCS#1'].replaceAll('\n', ''),
      /this PEM is on one line, and it contains characters that are not base64/,
    ],
    ['an END line that is missing', one.slice(0, 100), /this PEM is on one line, and it has no END line/],
    ['the letter n for line breaks', pem(ec, 'pkcs8').trim().replaceAll('\n', 'n'), /this PEM is on one line/],
    ['half its text', one.replace(/(?<=KEY-----).{40}/, ''), /this PEM is on one line, and is not a usable key/],
    ['an END line of another kind', one.replace('END PRIVATE', 'END PUBLIC'), /its BEGIN and END lines do not match/],
    [
      'several lines and an ellipsis',
      '-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----',
      /this PEM is damaged: it contains characters/,
    ],
    ['a wrong password', encrypted['PKCS#8'], /not a usable key in PEM, or the password is wrong/],
    ['neither PEM nor anything else', 'hello', /not a key: use a JWK, PEM, or a certificate/],
    ['broken JSON', '{"kty":', /not valid JSON/],
  ])('refuses %s, and quotes no part of it', (_, text, message) => {
    const error = (() => {
      try {
        return canonicalKey(text, 'q')
      } catch (caught) {
        return caught
      }
    })()
    expect(error).toBeInstanceOf(TypeError)
    expect((error as Error).message).toMatch(message)
    expect((error as Error).message).not.toMatch(/[A-Za-z0-9+/]{20}/)
  })

  it('canonicalPem keeps every block, and refuses text without one', () => {
    const both = `${pem(ec, 'pkcs8')}${certificates.ec}`
    expect(canonicalPem(both.replaceAll('\n', ' '))).toBe(canonicalPem(both))
    expect(canonicalPem(pem(ec, 'pkcs8'))).toBe(pem(ec, 'pkcs8'))
    expect(() => canonicalPem('hello')).toThrow('not PEM: it has no BEGIN line')
  })
})

it.each<[string, unknown, string[]]>([
  ['null', null, []],
  ['empty text', '', []],
  ['an empty list', [], []],
  ['undefined', undefined, []],
  ['text', 'AQ', ['d']],
  ['a number', 0, ['d']],
  ['an object', {}, ['d']],
])('privateMembers: a member that is %s', (_, d, expected) => {
  expect(privateMembers({ kty: 'EC', d })).toEqual(expected)
})

describe('canonicalPem reads a text once', () => {
  it.each([
    ['BEGIN lines without an END line', '-----BEGIN A-----'],
    ['BEGIN and END lines in turn', '-----BEGIN A----------END B-----'],
    ['labels without an end', '-----BEGIN AAAAA'],
    ['backslashes', '\\'],
    ['dashes', '-'],
  ])('a mebibyte of %s is refused at once', (_, piece) => {
    const text = `-----BEGIN PRIVATE KEY-----${piece.repeat(2 ** 20 / piece.length)}`
    const startedAt = performance.now()
    expect(() => canonicalPem(text)).toThrow(/^this PEM is on one line, and /)
    // Milliseconds when it is linear; when it is quadratic, minutes.
    expect(performance.now() - startedAt).toBeLessThan(10_000)
  })
})

it('canonicalKey refuses an RSA modulus that OpenSSL cannot use', () => {
  const n = Buffer.alloc(2049, 0xff).toString('base64url')
  expect(() => canonicalKey({ kty: 'RSA', e: 'AQAB', n })).toThrow('n has 16392 bits: at most 16384 are supported')
})
