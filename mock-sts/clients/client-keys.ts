/** The keys of a client registration: converts JWKs with a certificate, and certificates, to JWKs. */
import { createPublicKey, type KeyObject, X509Certificate } from 'node:crypto'
import { type Jwk, privateMembers } from 'helseid-contract/rules'
import type { ClientKey, ClientRegistration } from './registration.ts'

type Keys = Pick<ClientRegistration, 'jwks' | 'certificates'>

/** @throws {Error} for an unreadable certificate; `clientKeyProblems` names it */
export function clientKeys({ jwks, certificates = [] }: Keys): ClientKey[] {
  return [...(jwks?.keys ?? []).map(withCertificate), ...certificates.map((text) => keyOf(readCertificate(text)))]
}

/** Everything that is wrong with the keys of a registration, each with its JSON pointer. */
export function clientKeyProblems({ jwks, certificates = [] }: Keys): string[] {
  return [
    ...(jwks?.keys ?? []).flatMap((key, index) => keyProblems(key, `/jwks/keys/${index}`)),
    ...certificates.flatMap((text, index) => certificateProblems(text, `/certificates/${index}`)),
  ]
}

function keyProblems(key: ClientKey, at: string): string[] {
  const leaked = privateMembers(key)
  if (leaked.length > 0)
    return [
      `${at} is a private key (members ${leaked.join(', ')}): register only the public key, and rotate this one, because it has been disclosed`,
    ]
  const [own] = key.x5c ?? []
  if (own !== undefined) {
    const problems = certificateProblems(own, `${at}/x5c/0`)
    if (problems.length > 0) return problems
    const { n, x } = keyOf(readCertificate(own))
    const differs = (key.n !== undefined && key.n !== n) || (key.x !== undefined && key.x !== x)
    return differs ? [`${at}/x5c/0 is the certificate of another key: use the certificate of this JWK`] : []
  }
  if (importPublicJwk(key) !== undefined) return []
  return [`${at} is not a usable public key: use a JWK with kty RSA (n, e) or EC (crv, x, y), or with x5c`]
}

function certificateProblems(text: string, at: string): string[] {
  if (/-----BEGIN [A-Z ]*PRIVATE KEY/.test(text))
    return [
      `${at} contains a private key: register only the certificate, and rotate the key, because it has been disclosed`,
    ]
  try {
    const { asymmetricKeyType } = readCertificate(text).publicKey
    const usable = asymmetricKeyType === 'rsa' || asymmetricKeyType === 'ec'
    return usable ? [] : [`${at} has a key of type ${asymmetricKeyType}: use one with an RSA or EC key`]
  } catch (error) {
    return [
      `${at} is not a certificate: use PEM (-----BEGIN CERTIFICATE-----…) or base64 DER, not a path (${(error as Error).message})`,
    ]
  }
}

function withCertificate(key: ClientKey): ClientKey {
  const [own] = key.x5c ?? []
  return own === undefined ? key : { ...keyOf(readCertificate(own)), ...key }
}

function readCertificate(text: string): X509Certificate {
  return new X509Certificate(text.includes('-----BEGIN') ? text : Buffer.from(text, 'base64'))
}

function keyOf(certificate: X509Certificate): ClientKey {
  const thumbprint = certificate.fingerprint.replaceAll(':', '')
  return {
    ...certificate.publicKey.export({ format: 'jwk' }),
    kid: thumbprint,
    x5t: Buffer.from(thumbprint, 'hex').toString('base64url'),
    exp: Math.floor(certificate.validToDate.getTime() / 1000),
  }
}

/** The public key of a JWK, ignoring private members; undefined if it is not a usable public key. */
export function importPublicJwk(jwk: Jwk): KeyObject | undefined {
  const { kty, n, e, crv, x, y } = jwk
  const members = { kty, n, e, crv, x, y }
  try {
    return createPublicKey({ key: members as Jwk, format: 'jwk' })
  } catch {
    // An unusable JWK is a fact about the request, which the caller reports.
    return undefined
  }
}
