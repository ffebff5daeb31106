/** A certificate authority for the user: it signs for the twin's names, and is constrained to them. */
import 'reflect-metadata'
import { type KeyObject, webcrypto } from 'node:crypto'
import { BlockList, isIP, isIPv6 } from 'node:net'
import { AsnConvert } from '@peculiar/asn1-schema'
import { GeneralName, GeneralSubtree, GeneralSubtrees, NameConstraints } from '@peculiar/asn1-x509'
import * as x509 from '@peculiar/x509'

/** PEM of a certificate and of its private key (PKCS #8). */
export interface CertifiedKey {
  readonly certificate: string
  /** Secret. Anyone with a CA's key can impersonate every name it may sign for. */
  readonly privateKey: string
}

export interface AuthorityOptions {
  /** DNS names, each with its subdomains, and IP addresses that the CA may sign for. Loopback addresses are always included. */
  readonly names: readonly string[]
  /** Validity in days. Default: 90. */
  readonly days?: number
  /** Epoch milliseconds. */
  readonly now: number
}

const ecdsa = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const
const day = 24 * 60 * 60 * 1000
/** Tolerance for clocks that are behind, in milliseconds. */
const backdated = 60 * 60 * 1000
const loopback = ['127.0.0.0/8', '::1/128'] as const
const dnsName = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/i
/** An invalid IP address such as 10.0.0.256. No top-level domain is a number (RFC 3696 2). */
const numericEnd = /\.\d+$/
const nameConstraintsId = '2.5.29.30'

x509.cryptoProvider.set(webcrypto as never)

/**
 * Creates a CA with a new key. For name constraints, see RFC 5280 4.2.1.10.
 * @throws {TypeError} for a name that is neither a DNS name nor an IP address
 */
export async function createAuthority({ names, days = 90, now }: AuthorityOptions): Promise<CertifiedKey> {
  assertNames(names)
  const keys = await generate()
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: `CN=HelseID twin, for testing only (${new Date(now).toISOString().slice(0, 10)})`,
    keys,
    notBefore: new Date(now - backdated),
    notAfter: new Date(now + days * day),
    signingAlgorithm: ecdsa,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      new x509.Extension(nameConstraintsId, true, AsnConvert.serialize(constraints(names))),
    ],
  })
  return { certificate: pem(certificate), privateKey: await exported(keys.privateKey) }
}

/** Refuses empty names and wildcards, which would defeat the constraints. @throws {TypeError} listing the invalid names */
export function assertNames(names: readonly string[]): void {
  const invalid = names.filter((name) => !isIP(name) && (!dnsName.test(name) || numericEnd.test(name)))
  if (invalid.length === 0) return
  const listed = invalid.map((name) => JSON.stringify(name)).join(', ')
  throw new TypeError(
    `invalid name for a certificate: ${listed}. Use DNS names such as helseid.example, or IP addresses`,
  )
}

/** Issues a server certificate for `names`, DNS names and IP addresses. The CA's certificate follows it in the PEM. */
export async function issueCertificate(
  authority: { readonly certificate: string; readonly privateKey: KeyObject },
  { names, days = 90, now }: AuthorityOptions,
): Promise<CertifiedKey> {
  const issuer = new x509.X509Certificate(authority.certificate)
  const der = authority.privateKey.export({ format: 'der', type: 'pkcs8' })
  const signingKey = await webcrypto.subtle.importKey('pkcs8', der, ecdsa, false, ['sign'])
  const keys = await generate()
  const ends = Math.min(now + days * day, issuer.notAfter.getTime())
  const certificate = await x509.X509CertificateGenerator.create({
    subject: `CN=${names[0]}`,
    issuer: issuer.subject,
    publicKey: keys.publicKey,
    signingKey,
    notBefore: new Date(Math.max(now - backdated, issuer.notBefore.getTime())),
    notAfter: new Date(ends),
    signingAlgorithm: ecdsa,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension(
        names.map((value) => ({ type: isIP(value) ? ('ip' as const) : ('dns' as const), value })),
      ),
      await x509.AuthorityKeyIdentifierExtension.create(issuer.publicKey),
    ],
  })
  return { certificate: pem(certificate) + authority.certificate, privateKey: await exported(keys.privateKey) }
}

/** The names that a CA may sign for. */
export interface PermittedNames {
  /** Each with its subdomains. */
  readonly dns: readonly string[]
  readonly addresses: BlockList
}

/** Undefined for a CA without constraints. */
export function permittedNames(certificate: string): PermittedNames | undefined {
  const extension = new x509.X509Certificate(certificate).getExtension(nameConstraintsId)
  if (extension === null) return undefined
  const { permittedSubtrees = [] } = AsnConvert.parse(extension.value, NameConstraints)
  const addresses = new BlockList()
  for (const [address = '', prefix] of [...permittedSubtrees].map(({ base }) => base.iPAddress?.split('/') ?? []))
    if (isIP(address)) addresses.addSubnet(address, Number(prefix), isIPv6(address) ? 'ipv6' : 'ipv4')
  return { dns: [...permittedSubtrees].flatMap(({ base }) => base.dNSName ?? []), addresses }
}

/** Whether a CA with these constraints may sign for a DNS name or an IP address. */
export function permits(permitted: PermittedNames | undefined, name: string): boolean {
  if (permitted === undefined) return true
  if (isIP(name)) return permitted.addresses.check(name, isIPv6(name) ? 'ipv6' : 'ipv4')
  return permitted.dns.some((base) => name === base || name.endsWith(`.${base.replace(/^\./, '')}`))
}

function constraints(names: readonly string[]): NameConstraints {
  const single = names.filter((name) => isIP(name)).map((address) => `${address}/${isIPv6(address) ? 128 : 32}`)
  const permitted = [
    ...names.filter((name) => !isIP(name)).map((dNSName) => new GeneralName({ dNSName })),
    ...[...loopback, ...single].map((iPAddress) => new GeneralName({ iPAddress })),
  ]
  return new NameConstraints({
    permittedSubtrees: new GeneralSubtrees(permitted.map((base) => new GeneralSubtree({ base }))),
  })
}

async function generate(): Promise<webcrypto.CryptoKeyPair> {
  return await webcrypto.subtle.generateKey(ecdsa, true, ['sign', 'verify'])
}

async function exported(key: webcrypto.CryptoKey): Promise<string> {
  const base64 = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', key)).toString('base64')
  return `-----BEGIN PRIVATE KEY-----\n${base64.replace(/(.{64})(?=.)/g, '$1\n')}\n-----END PRIVATE KEY-----\n`
}

function pem(certificate: x509.X509Certificate): string {
  return `${certificate.toString('pem')}\n`
}
