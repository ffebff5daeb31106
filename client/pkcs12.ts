/** Reads the key and certificate out of a PKCS#12 file (`.p12`, `.pfx`), by node-forge, an optional peer. */
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import forge from 'node-forge'
import type { PemKey } from './keys/key-material.ts'

export interface Pkcs12Source {
  /** Path of the file; or give its bytes. */
  readonly file?: string
  readonly data?: Uint8Array
  readonly password: string
  /** As registered with HelseID. Default: the certificate's SHA-1 thumbprint in upper-case hex. */
  readonly kid?: string
  /** Default: PS256 for RSA, ES by the curve. */
  readonly alg?: string
}

/**
 * A key source for `createHelseIdClient`. Takes what OpenSSL 3 writes (AES), and what older tools wrote (3DES, RC2).
 * @throws {TypeError} if it is no PKCS#12, the password is another, or it does not hold a key with its certificate
 */
export function fromPkcs12({ file, data, password, kid, alg }: Pkcs12Source): PemKey {
  const bytes = data ?? (file === undefined ? undefined : readFileSync(file))
  if (bytes === undefined) throw new TypeError('fromPkcs12: give file or data')
  const contents = open(bytes, password)
  const key = keyOf(contents)
  const certificate = certificatesOf(contents).find((x509) => x509.checkPrivateKey(key))
  if (certificate === undefined) throw new TypeError('fromPkcs12: there is no certificate of the key in it')
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
    throw new TypeError(`fromPkcs12: it is no PKCS#12, or its password is another: ${(error as Error).message}`)
  }
}

/**
 * node-forge hands a password on as it stands. To the MAC and to the ciphers of old it is UTF-16, which node-forge makes of
 * it; to AES it is UTF-8 (RFC 8018 3), which it does not. Where only the deciphering fails, the MAC has been found good.
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

/** node-forge hands on what is no RSA as it stands: Node reads it. */
function keyOf(contents: forge.pkcs12.Pkcs12Pfx) {
  const { pkcs8ShroudedKeyBag = '', keyBag = '' } = forge.pki.oids
  const [bag] = [...bags(contents, pkcs8ShroudedKeyBag), ...bags(contents, keyBag)]
  if (bag === undefined) throw new TypeError('fromPkcs12: there is no private key in it')
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
