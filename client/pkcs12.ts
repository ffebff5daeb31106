/** Reads the key and certificate from a PKCS#12 file (`.p12`, `.pfx`) with node-forge, an optional peer dependency. */
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import forge from 'node-forge'
import type { PemKey } from './keys/key-material.ts'

export interface Pkcs12Source {
  /** Path of the file. Give this or `data`. */
  readonly file?: string
  /** The bytes of the file. */
  readonly data?: Uint8Array
  readonly password: string
  /** As registered with HelseID. Default: the certificate's SHA-1 thumbprint in upper-case hex. */
  readonly kid?: string
  /** Default: PS256 for RSA; ES256, ES384 or ES512 by the curve. */
  readonly alg?: string
}

/**
 * Creates a key source for `createHelseIdClient`. Reads files by OpenSSL 3 (AES) and by older tools (3DES, RC2).
 * @example
 * ```ts
 * const key = fromPkcs12({ file, password })
 * ```
 * @throws {TypeError} if it is not PKCS#12, the password is wrong, or it has no key with its certificate
 */
export function fromPkcs12({ file, data, password, kid, alg }: Pkcs12Source): PemKey {
  const bytes = data ?? (file === undefined ? undefined : readFileSync(file))
  if (bytes === undefined) throw new TypeError('fromPkcs12: give file or data')
  const contents = open(bytes, password)
  const key = keyOf(contents)
  const certificate = certificatesOf(contents).find((x509) => x509.checkPrivateKey(key))
  if (certificate === undefined) throw new TypeError('fromPkcs12: the file has no certificate for its key')
  return {
    pem: key.export({ type: 'pkcs8', format: 'pem' }) as string,
    certificate: certificate.toString(),
    ...(kid !== undefined && { kid }),
    ...(alg !== undefined && { alg }),
  }
}

type Bag = forge.pkcs12.Bag

function open(bytes: Uint8Array, password: string): forge.pkcs12.Pkcs12Pfx {
  try {
    return read(bytes, password)
  } catch (error) {
    throw new TypeError(`fromPkcs12: the file is not PKCS#12, or the password is wrong: ${(error as Error).message}`)
  }
}

/**
 * The MAC and the older ciphers use the password in UTF-16, and node-forge converts it. AES uses UTF-8 (RFC 8018 3),
 * and node-forge does not convert it. If only the decryption fails, the MAC has been verified already.
 */
function read(bytes: Uint8Array, password: string): forge.pkcs12.Pkcs12Pfx {
  const parse = () => forge.asn1.fromDer(forge.util.createBuffer(Buffer.from(bytes).toString('binary')))
  const inUtf8 = forge.util.encodeUtf8(password)
  try {
    return forge.pkcs12.pkcs12FromAsn1(parse(), false, password)
  } catch (error) {
    if (inUtf8 === password || /MAC/.test((error as Error).message)) throw error
    const withoutMac = parse()
    withoutMac.value = withoutMac.value.slice(0, 2) as forge.asn1.Asn1[]
    return forge.pkcs12.pkcs12FromAsn1(withoutMac, false, inUtf8)
  }
}

function bags(contents: forge.pkcs12.Pkcs12Pfx, type: string): Bag[] {
  return contents.getBags({ bagType: type })[type] ?? []
}

/** node-forge returns keys other than RSA undecoded, and Node decodes them. */
function keyOf(contents: forge.pkcs12.Pkcs12Pfx) {
  const { pkcs8ShroudedKeyBag = '', keyBag = '' } = forge.pki.oids
  const [bag] = [...bags(contents, pkcs8ShroudedKeyBag), ...bags(contents, keyBag)]
  if (bag === undefined) throw new TypeError('fromPkcs12: the file has no private key')
  const asn1 = bag.key ? forge.pki.wrapRsaPrivateKey(forge.pki.privateKeyToAsn1(bag.key)) : bag.asn1
  return createPrivateKey({ key: der(asn1), format: 'der', type: 'pkcs8' })
}

function certificatesOf(contents: forge.pkcs12.Pkcs12Pfx): X509Certificate[] {
  const { certBag = '' } = forge.pki.oids
  return bags(contents, certBag).map(
    ({ cert, asn1 }) => new X509Certificate(der(cert ? forge.pki.certificateToAsn1(cert) : asn1)),
  )
}

function der(asn1: forge.asn1.Asn1): Buffer {
  return Buffer.from(forge.asn1.toDer(asn1).getBytes(), 'binary')
}
