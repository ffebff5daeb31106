/** One spelling for each key, however its JWK, PEM or certificate is written. */
import { createPrivateKey, createPublicKey, hash, KeyObject, X509Certificate } from 'node:crypto'
import { isAbsent, type Jwk, privateMembers } from './jwk.ts'
import { canonicalPem, isOnOneLine } from './pem.ts'

/** A key whose members have the one spelling of RFC 7518: keys are equal exactly if their thumbprints are. */
export interface CanonicalKey {
  /** The members that identify the key, in the order of RFC 7638, and nothing else. */
  readonly publicJwk: Jwk
  /** With the private members; absent for a public key. */
  readonly privateJwk?: Jwk
  /** SHA-256 thumbprint in base64url. https://www.rfc-editor.org/rfc/rfc7638 */
  readonly thumbprint: string
}

/** The required members, in order, by key type. https://www.rfc-editor.org/rfc/rfc7638#section-3.2 */
const identifying: Readonly<Record<string, readonly (keyof Jwk)[]>> = {
  EC: ['crv', 'kty', 'x', 'y'],
  OKP: ['crv', 'kty', 'x'],
  RSA: ['e', 'kty', 'n'],
  oct: ['k', 'kty'],
}

/** Bytes of `x`, `y` and `d`. https://www.rfc-editor.org/rfc/rfc7518#section-6.2.1.2 and RFC 8037, 8812 */
const sizes: Readonly<Record<string, number>> = {
  'P-256': 32,
  'P-384': 48,
  'P-521': 66,
  secp256k1: 32,
  Ed25519: 32,
  X25519: 32,
  Ed448: 57,
  X448: 56,
}

/** Of a member of an RSA key: OpenSSL's own limit, without which a key could make each signature as slow as it likes. */
const maxBytes = 2048

/**
 * Reads a key: a JWK, its JSON, PEM (PKCS#1, PKCS#8, SEC1, SPKI or a certificate), a certificate in base64 DER, or a
 * `KeyObject`. A JWK may be padded, in the standard alphabet of base64, contain white space, or have leading zero bytes
 * too many or too few. Members that are null, empty text or an empty list are absent, and members that do not belong
 * to the key, such as `key_ops` and `kid`, are left out. A JWK is not checked further: that its point is on the curve,
 * or that its halves belong together.
 * @throws {TypeError} saying which member is wrong and why; never quotes the key
 * @example
 * canonicalKey({ kty: 'RSA', e: 'AAEAAQ==', n: 'AAEC' }).publicJwk // { e: 'AQAB', kty: 'RSA', n: 'AQI' }
 */
export function canonicalKey(given: object | string, password?: string): CanonicalKey {
  if (typeof given === 'string') return ofText(given.trim(), password)
  return given instanceof KeyObject ? ofKeyObject(given) : ofJwk(given)
}

function ofText(text: string, password: string | undefined): CanonicalKey {
  if (text.startsWith('{')) return ofJwk(parsed('not valid JSON', () => JSON.parse(text)))
  if (!text.includes('-----BEGIN'))
    return ofKeyObject(
      parsed(
        'not a key: use a JWK, PEM, or a certificate in base64 DER',
        () => new X509Certificate(Buffer.from(text, 'base64')).publicKey,
      ),
    )
  const pem = canonicalPem(text)
  const what = isOnOneLine(text) ? 'this PEM is on one line, and is not a usable key' : 'not a usable key in PEM'
  if (/PRIVATE KEY-----/.test(pem))
    return ofKeyObject(
      parsed(`${what}, or the password is wrong`, () =>
        createPrivateKey({ key: pem, ...(password !== undefined && { passphrase: password }) }),
      ),
    )
  return ofKeyObject(parsed(what, () => createPublicKey(pem)))
}

function ofKeyObject(key: KeyObject): CanonicalKey {
  return ofJwk(parsed('an RSA-PSS key or another kind that JOSE does not support', () => key.export({ format: 'jwk' })))
}

function ofJwk(given: object): CanonicalKey {
  const jwk = given as Readonly<Record<string, unknown>>
  const kty = wordIn(jwk, 'kty')
  if (kty === undefined) throw new TypeError('not a JWK: kty is missing')
  const names = Object.hasOwn(identifying, kty) ? identifying[kty] : undefined
  if (names === undefined) throw new TypeError(`kty must be RSA or EC, not ${quoted(kty)}`)
  const size = names.includes('crv') ? sizeOf(wordIn(jwk, 'crv')) : undefined
  const member = (name: keyof Jwk) => {
    if (name === 'kty' || name === 'crv') return wordIn(jwk, name) as string
    if (isAbsent(jwk[name])) throw new TypeError(`${name} is missing`)
    return canonicalMember(name, jwk[name], kty === 'oct' || kty === 'OKP' ? 'octets' : 'number', size)
  }
  const publicJwk = Object.fromEntries(names.map((name) => [name, member(name)])) as Jwk
  const thumbprint = hash('sha256', JSON.stringify(publicJwk), 'base64url')
  const secrets = kty === 'oct' ? [] : privateMembers(jwk)
  if (secrets.includes('oth')) throw new TypeError('an RSA key with more than two primes (oth) is not supported')
  if (!secrets.includes('d')) return { publicJwk, thumbprint }
  const own = kty === 'RSA' ? secrets : ['d']
  const privateHalf = own.map((name) => [name, member(name as keyof Jwk)])
  return { publicJwk, privateJwk: { ...publicJwk, ...Object.fromEntries(privateHalf) }, thumbprint }
}

function sizeOf(crv: string | undefined): number {
  if (crv === undefined) throw new TypeError('crv is missing')
  const size = Object.hasOwn(sizes, crv) ? sizes[crv] : undefined
  if (size === undefined) throw new TypeError(`crv must be P-256, P-384 or P-521, not ${quoted(crv)}`)
  return size
}

/** A name, such as `kty`. */
function wordIn(jwk: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const value = jwk[name]
  if (isAbsent(value)) return undefined
  if (typeof value !== 'string') throw new TypeError(`${name} must be text`)
  return value.trim()
}

/**
 * Numbers have no leading zero byte (RFC 7518, 6.3.1.1), except that coordinates have the size of their curve (RFC 7518,
 * 6.2.1.2).
 */
function canonicalMember(name: string, value: unknown, kind: 'number' | 'octets', size: number | undefined): string {
  if (typeof value !== 'string') throw new TypeError(`${name} must be base64url text, not ${typeof value}`)
  // Without its spaces, PEM consists of characters of base64url.
  if (value.includes('-----BEGIN')) throw new TypeError(`${name} is PEM: make a JWK of it, whose ${name} is base64url`)
  const text = /[\s=]/.test(value) ? value.replace(/\s/g, '').replace(/={1,2}$/, '') : value
  if (!/^[A-Za-z0-9+/_-]+$/.test(text)) throw new TypeError(`${name} contains characters that are not base64url`)
  if (text.length % 4 === 1) throw new TypeError(`${name} is not base64url: it is one character too long or too short`)
  const bytes = Buffer.from(text, 'base64url')
  const first = kind === 'number' ? bytes.findIndex((byte) => byte !== 0) : 0
  if (first < 0) throw new TypeError(`${name} is zero`)
  const length = bytes.length - first
  if (kind === 'number' && length > maxBytes)
    throw new TypeError(`${name} has ${length * 8} bits: at most ${maxBytes * 8} are supported`)
  if (size === undefined) return bytes.toString('base64url', first)
  if (length > size || (kind === 'octets' && length < size))
    throw new TypeError(`${name} has ${length} bytes: this curve has ${size}`)
  if (length === size) return bytes.toString('base64url', first)
  return Buffer.concat([Buffer.alloc(size - length), bytes.subarray(first)]).toString('base64url')
}

/** A name that is short enough not to be a key. */
function quoted(name: string): string {
  return name.length <= 12 && /^[\w.-]+$/.test(name) ? name : 'what it is here'
}

/** Discards the parser's message, because parsers quote what they cannot read, which may be a key. */
function parsed<T>(problem: string, read: () => T): T {
  try {
    return read()
  } catch {
    throw new TypeError(problem)
  }
}
