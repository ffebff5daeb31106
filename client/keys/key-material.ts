/** Reads a private key from a JWK or PEM and chooses its algorithm. No error message contains any part of the key. */
import { createPrivateKey, createPublicKey, type KeyObject, sign, verify, X509Certificate } from 'node:crypto'
import {
  assertionAlgorithms,
  type CanonicalKey,
  canonicalKey,
  canonicalPem,
  isAbsent,
  isOnOneLine,
  minimumRsaBits,
} from 'helseid-contract'
import { type CryptoKey, importJWK, type JWK } from 'jose'
import type { SigningKey } from './signing-key.ts'

/**
 * A private key in PEM: PKCS#8, PKCS#1 or SEC1, encrypted or not; its certificate may be in the same text.
 * @example
 * ```ts
 * const key: ClientKeySource = { pem, certificate }
 * ```
 */
export interface PemKey {
  readonly pem: string
  /** Password of an encrypted PEM. */
  readonly password?: string
  /**
   * X.509 certificate of the key or its chain in PEM, such as a virksomhetssertifikat; it determines the default `kid`.
   */
  readonly certificate?: string
  /**
   * As registered with HelseID. Default: the certificate's SHA-1 thumbprint in upper-case hex, or the RFC 7638
   * thumbprint.
   */
  readonly kid?: string
  /** Default: PS256 for RSA; ES256, ES384 or ES512 by the curve. RS256 only if given here. */
  readonly alg?: string
}

export interface KeyMaterial {
  /** In its canonical form, with the members of the key only. */
  readonly jwk: JWK
  readonly alg: string
  readonly kid?: string
  readonly expiresAt?: number
}

export const algorithmOfCurve: Readonly<Record<string, string>> = {
  'P-256': 'ES256',
  'P-384': 'ES384',
  'P-521': 'ES512',
}

/** RS256 (PKCS#1 v1.5) only if explicitly chosen: NHN's list of 2026-05 no longer has it (krav til kryptografi). */
const allowed: readonly string[] = [...assertionAlgorithms.documented, 'RS256']

/** What may be given in addition to a key. */
type KeyOptions = Pick<PemKey, 'kid' | 'alg' | 'certificate'>

/**
 * `kid` and `alg` given here override the JWK's own.
 * @throws {TypeError} if it is not a private key that HelseID accepts, or does not match its certificate
 */
export function readJwk(given: JWK, { certificate, ...options }: KeyOptions = {}): KeyMaterial {
  if (isAbsent(given.kty)) throw new TypeError('not a JWK: kty is missing')
  const kty = String(given.kty).trim()
  if (kty === 'oct') throw new TypeError('a shared secret: HelseID accepts private_key_jwt only')
  if (kty !== 'RSA' && kty !== 'EC') throw new TypeError(`must be RSA, P-256, P-384 or P-521, not ${kty}`)
  const { publicJwk, privateJwk } = readMembers(given)
  if (privateJwk === undefined) throw new TypeError('a public JWK: use the private one')
  parseOrThrow('not a usable JWK', () => createPublicKey({ key: publicJwk as never, format: 'jwk' }))
  // Node 26 compares the halves here; older versions accept any.
  const object = parseOrThrow(mismatch, () => createPrivateKey({ key: privateJwk as never, format: 'jwk' }))
  if (!halvesMatch(object)) throw new TypeError(mismatch)
  // An empty kid is a mistake to report, unlike null, which some serialisers write for an absent member.
  const { kid = given.kid ?? undefined, alg = isAbsent(given.alg) ? undefined : given.alg } = options
  return material(privateJwk as JWK, object, { certificate, kid, alg })
}

function readMembers(jwk: JWK): CanonicalKey {
  try {
    return canonicalKey(jwk)
  } catch (error) {
    throw new TypeError(`not a usable JWK: ${(error as Error).message}`)
  }
}

const mismatch = 'its private and public halves do not match, or the private half is incomplete'

/** Nothing in a JWK guarantees that its two halves belong together. */
function halvesMatch(object: KeyObject): boolean {
  const data = Buffer.from('helseid-client')
  return verify('sha256', data, createPublicKey(object), sign('sha256', data, object))
}

/** @throws {TypeError} if it is not a private key that HelseID accepts, or does not match its certificate */
export function readPem({ pem, password, certificate, kid, alg }: PemKey): KeyMaterial {
  const text = privatePem(String(pem), password)
  const what = isOnOneLine(String(pem)) ? 'this PEM is on one line, and is ' : ''
  const object = parseOrThrow(`${what}not a private key in PEM, or the password is wrong`, () =>
    createPrivateKey({ key: text, ...(password !== undefined && { passphrase: password }) }),
  )
  const { privateJwk } = canonicalKey(object)
  return material(privateJwk as JWK, object, { certificate: certificate ?? certificatesIn(text)?.join('\n'), kid, alg })
}

/** @throws {TypeError} if the text cannot be read, or has no private key */
function privatePem(pem: string, password: string | undefined): string {
  if (!pem.includes('-----BEGIN')) throw new TypeError('not a private key in PEM, or the password is wrong')
  const text = canonicalPem(pem)
  if (!/PRIVATE KEY-----/.test(text))
    throw new TypeError(
      /PUBLIC KEY-----/.test(text) ? 'a public key in PEM: use the private one' : 'PEM without a private key',
    )
  if (password === undefined && /ENCRYPTED/.test(text)) throw new TypeError('the PEM is encrypted: set its password')
  return text
}

function material(
  jwk: JWK,
  object: KeyObject,
  { certificate, kid, alg }: { [name in keyof KeyOptions]: KeyOptions[name] | undefined },
): KeyMaterial {
  if (kid !== undefined && (typeof kid !== 'string' || kid === ''))
    throw new TypeError('kid must be a non-empty string')
  const key = { jwk, alg: algorithmOf(jwk, alg, object) }
  if (certificate === undefined) return { ...key, ...(kid !== undefined && { kid }) }
  const x509 = ownCertificate(certificate, object)
  const thumbprint = x509.fingerprint.replaceAll(':', '')
  return { ...key, kid: kid ?? thumbprint, expiresAt: Date.parse(x509.validTo) }
}

/** Reads the text of a file or variable: a JWK in JSON, PEM, or either in base64. @throws {TypeError} */
export function readKeyText(text: string, options: Omit<PemKey, 'pem'> = {}): KeyMaterial {
  const trimmed = unquoted(text.trim())
  if (trimmed.startsWith('{')) return readJwk(parseOrThrow('not valid JSON', () => JSON.parse(trimmed)) as JWK, options)
  if (trimmed.includes('-----BEGIN')) return readPem({ ...options, pem: trimmed })
  const decoded = Buffer.from(trimmed, 'base64').toString().trim()
  if (!isKeyText(decoded)) throw new TypeError('neither a JWK nor PEM')
  return readKeyText(decoded, options)
}

/** A JWK in quotes, as some tools leave them around the value of a variable; within them, quotes may be escaped. */
function unquoted(text: string): string {
  const [, quote, inner = ''] = /^(["'])(\s*\{[\s\S]*\}\s*)\1$/.exec(text) ?? []
  if (quote === undefined) return text
  return (/^\s*\{\s*\\/.test(inner) ? inner.replace(/\\[rnt]/g, ' ').replaceAll('\\', '') : inner).trim()
}

/** Whether a text that should be a name or path is the key itself, which no message may quote. */
export function looksLikeKey(text: string): boolean {
  return isKeyText(text.trim()) || isKeyText(Buffer.from(text, 'base64').toString().trim())
}

function isKeyText(text: string): boolean {
  return /^\{|-----BEGIN/.test(text)
}

/** jose imports the private half as a non-extractable key. */
export async function importKey({ jwk, alg, kid, expiresAt }: KeyMaterial): Promise<SigningKey> {
  const key = (await importJWK(jwk, alg)) as CryptoKey
  const { thumbprint } = canonicalKey(jwk)
  return { key, alg, thumbprint, kid: kid ?? thumbprint, ...(expiresAt !== undefined && { expiresAt }) }
}

function certificatesIn(pem: string): string[] | undefined {
  return pem.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? undefined
}

/** Chains come in either order. @throws {TypeError} if none of the certificates matches the key */
function ownCertificate(pem: string, key: KeyObject): X509Certificate {
  const text = pem.includes('-----BEGIN') ? canonicalCertificate(pem) : pem
  const chain = parseOrThrow('certificate is not an X.509 certificate in PEM', () =>
    (certificatesIn(text) ?? [text]).map((certificate) => new X509Certificate(certificate)),
  )
  const match = chain.find((certificate) => certificate.checkPrivateKey(key))
  if (match === undefined) throw new TypeError('does not match its certificate')
  return match
}

function canonicalCertificate(pem: string): string {
  try {
    return canonicalPem(pem)
  } catch (error) {
    throw new TypeError(`certificate: ${(error as Error).message}`)
  }
}

/** PS256 for RSA and ES by curve, as NHN documents (krav til kryptografi). @throws {TypeError} for any other key */
function algorithmOf({ kty, crv = '' }: JWK, alg: string | undefined, object: KeyObject): string {
  const bits = object.asymmetricKeyDetails?.modulusLength ?? minimumRsaBits
  if (bits < minimumRsaBits) throw new TypeError(`has ${bits} bits: HelseID requires ${minimumRsaBits} or more`)
  const defaultAlg = kty === 'RSA' ? 'PS256' : algorithmOfCurve[crv]
  if (defaultAlg === undefined) throw new TypeError(`must be RSA, P-256, P-384 or P-521, not ${kty} ${crv}`)
  if (alg === undefined) return defaultAlg
  if (!allowed.includes(alg)) throw new TypeError(`alg ${alg} is not accepted: use ${allowed.join(', ')}`)
  if (kty === 'EC' ? alg !== defaultAlg : alg.startsWith('ES'))
    throw new TypeError(`alg ${alg} does not fit ${kty === 'EC' ? `an EC key on ${crv}` : `an ${kty} key`}`)
  return alg
}

/** Discards the parser's message, because parsers quote what they cannot read, which may be a key. */
function parseOrThrow<T>(problem: string, read: () => T): T {
  try {
    return read()
  } catch {
    throw new TypeError(problem)
  }
}
