/** Reads a private key out of a JWK or PEM text, and chooses its algorithm. No message names any part of the key. */
import { createPrivateKey, createPublicKey, type KeyObject, sign, verify, X509Certificate } from 'node:crypto'
import { assertionAlgorithms, minimumRsaBits } from 'helseid-contract'
import { type CryptoKey, calculateJwkThumbprint, importJWK, type JWK } from 'jose'
import type { SigningKey } from './signing-key.ts'

/** A private key in PEM: PKCS#8, PKCS#1 or SEC1, encrypted or not; its certificate may be in the same text. */
export interface PemKey {
  readonly pem: string
  /** Of an encrypted PEM. */
  readonly password?: string
  /** X.509 certificate of the key in PEM, a virksomhetssertifikat for example, or its chain; the key's `kid` follows from it. */
  readonly certificate?: string
  /** As registered with HelseID. Default: the certificate's SHA-1 thumbprint in upper-case hex, or the RFC 7638 thumbprint. */
  readonly kid?: string
  /** Default: PS256 for RSA, ES256, ES384 or ES512 by the curve. RS256 only where it is given here. */
  readonly alg?: string
}

export interface KeyMaterial {
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

/** PKCS#1 v1.5 only where somebody asks for it: NHN's list of 2026-05 has it no more (krav til kryptografi). */
const allowed: readonly string[] = [...assertionAlgorithms.documented, 'RS256']

/** What is said of a key beside it. */
type KeyOptions = Pick<PemKey, 'kid' | 'alg' | 'certificate'>

/**
 * `options` go before what the JWK says of itself.
 * @throws {TypeError} if it is no private key that HelseID takes, or not that of its certificate
 */
export function readJwk(jwk: JWK, { certificate, kid = jwk.kid, alg = jwk.alg }: KeyOptions = {}): KeyMaterial {
  if (jwk.kty === undefined) throw new TypeError('it is no JWK: it has no kty')
  if (jwk.kty === 'oct') throw new TypeError('it is a shared secret: HelseID takes private_key_jwt only')
  if (jwk.kty !== 'RSA' && jwk.kty !== 'EC')
    throw new TypeError(`it must be RSA, P-256, P-384 or P-521, not ${jwk.kty}`)
  if (jwk.d === undefined) throw new TypeError('it has no private member: give the private JWK, not the public one')
  const { kty, crv, x, y, n, e } = jwk
  parseOrThrow('it is no usable JWK', () => createPublicKey({ key: { kty, crv, x, y, n, e } as never, format: 'jwk' }))
  // Node 26 compares the halves here; older ones take them as they come.
  const object = parseOrThrow(mismatch, () => createPrivateKey({ key: jwk as never, format: 'jwk' }))
  if (!halvesMatch(object)) throw new TypeError(mismatch)
  return material(jwk, object, { certificate, kid, alg })
}

const mismatch = 'its private half is not that of its public half, or not all there'

/** A JWK holds both halves, and nothing that makes them belong together. */
function halvesMatch(object: KeyObject): boolean {
  const data = Buffer.from('helseid-client')
  return verify('sha256', data, createPublicKey(object), sign('sha256', data, object))
}

/** @throws {TypeError} if it is no private key that HelseID takes, or not that of its certificate */
export function readPem({ pem, password, certificate, kid, alg }: PemKey): KeyMaterial {
  const object = parseOrThrow('it is no private key in PEM, or its password is another', () =>
    createPrivateKey({ key: pem, ...(password !== undefined && { passphrase: password }) }),
  )
  const jwk = parseOrThrow('it is RSA-PSS or another kind of key that JOSE has no name for', () =>
    object.export({ format: 'jwk' }),
  ) as JWK
  return material(jwk, object, { certificate: certificate ?? certificatesIn(pem)?.join('\n'), kid, alg })
}

function material(
  jwk: JWK,
  object: KeyObject,
  { certificate, kid, alg }: { [name in keyof KeyOptions]: KeyOptions[name] | undefined },
): KeyMaterial {
  if (kid !== undefined && (typeof kid !== 'string' || kid === ''))
    throw new TypeError('its kid must be a text that is not empty')
  const key = { jwk, alg: algorithmOf(jwk, alg, object) }
  if (certificate === undefined) return { ...key, ...(kid !== undefined && { kid }) }
  const x509 = ownCertificate(certificate, object)
  const thumbprint = x509.fingerprint.replaceAll(':', '')
  return { ...key, kid: kid ?? thumbprint, expiresAt: Date.parse(x509.validTo) }
}

/** A JWK in JSON, or PEM, or either in base64: what files and variables hold. @throws {TypeError} */
export function readKeyText(text: string, options: Omit<PemKey, 'pem'> = {}): KeyMaterial {
  const trimmed = text.trim()
  if (trimmed.startsWith('{')) return readJwk(parseOrThrow('it is no JSON', () => JSON.parse(trimmed)) as JWK, options)
  // What cannot hold line breaks, such as Docker's files of variables, has them as \n.
  if (trimmed.includes('-----BEGIN')) return readPem({ ...options, pem: trimmed.replaceAll('\\n', '\n') })
  const decoded = Buffer.from(trimmed, 'base64').toString().trim()
  if (!isKeyText(decoded)) throw new TypeError('it holds neither a JWK nor PEM')
  return readKeyText(decoded, options)
}

/** Whether a text that should be a name or a path is the key itself, which no message may then quote. */
export function looksLikeKey(text: string): boolean {
  return isKeyText(text.trim()) || isKeyText(Buffer.from(text, 'base64').toString().trim())
}

function isKeyText(text: string): boolean {
  return /^\{|-----BEGIN/.test(text)
}

/** jose keeps the private half where it cannot be exported. */
export async function importKey({ jwk, alg, kid, expiresAt }: KeyMaterial): Promise<SigningKey> {
  const { kty, crv, x, y, d, n, e, p, q, dp, dq, qi } = jwk
  const ownMembers = Object.fromEntries(
    Object.entries({ kty, crv, x, y, d, n, e, p, q, dp, dq, qi }).filter(([, value]) => value !== undefined),
  ) as JWK
  const key = (await importJWK(ownMembers, alg)) as CryptoKey
  return { key, alg, kid: kid ?? (await calculateJwkThumbprint(jwk)), ...(expiresAt !== undefined && { expiresAt }) }
}

function certificatesIn(pem: string): string[] | undefined {
  return String(pem).match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? undefined
}

/** Chains come in either order. @throws {TypeError} if none of them is the key's */
function ownCertificate(pem: string, key: KeyObject): X509Certificate {
  const chain = parseOrThrow('its certificate is no X.509 certificate in PEM', () =>
    (certificatesIn(pem) ?? [pem]).map((certificate) => new X509Certificate(certificate)),
  )
  const match = chain.find((certificate) => certificate.checkPrivateKey(key))
  if (match === undefined) throw new TypeError('it is not the key of its certificate')
  return match
}

/** PS256 for RSA, ES by curve: what NHN documents (krav til kryptografi). @throws {TypeError} for any other key */
function algorithmOf({ kty, crv = '' }: JWK, alg: string | undefined, object: KeyObject): string {
  const bits = object.asymmetricKeyDetails?.modulusLength ?? minimumRsaBits
  if (bits < minimumRsaBits) throw new TypeError(`it has ${bits} bits: HelseID wants ${minimumRsaBits} or more`)
  const defaultAlg = kty === 'RSA' ? 'PS256' : algorithmOfCurve[crv]
  if (defaultAlg === undefined) throw new TypeError(`it must be RSA, P-256, P-384 or P-521, not ${kty} ${crv}`)
  if (alg === undefined) return defaultAlg
  if (!allowed.includes(alg)) throw new TypeError(`its alg is ${alg}: use ${allowed.join(', ')}`)
  if (kty === 'EC' ? alg !== defaultAlg : alg.startsWith('ES'))
    throw new TypeError(`its alg is ${alg}, which does not fit a ${kty} ${crv} key`)
  return alg
}

/** Parsers quote what they cannot read: their messages are left out, for a key may be among it. */
function parseOrThrow<T>(problem: string, read: () => T): T {
  try {
    return read()
  } catch {
    throw new TypeError(problem)
  }
}
