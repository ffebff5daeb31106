/** The keys of a client registration: converts JWKs with a certificate, and certificates, to JWKs. */
import { X509Certificate } from 'node:crypto'
import { canonicalKey, canonicalPem, type Jwk, presentMembers, privateMembers } from 'helseid-contract/rules'
import { importPublicJwk } from './public-keys.ts'
import type { ClientKey, ClientRegistration } from './registration.ts'

type Keys = Pick<ClientRegistration, 'jwks' | 'certificates'>

/** @throws {Error} for an unusable key or certificate; `clientKeyProblems` names it */
export function clientKeys({ jwks, certificates = [] }: Keys): ClientKey[] {
  return [...(jwks?.keys ?? []).map(clientKey), ...certificates.map((text) => keyOf(readCertificate(text)))]
}

/** A registered key with its members in canonical form, whose spelling then no longer matters. */
export function clientKey(given: ClientKey): ClientKey {
  const key = presentMembers(given)
  const [own] = key.x5c ?? []
  if (own === undefined) return { ...key, ...canonicalKey(key).publicJwk }
  const certificate = readCertificate(own)
  return { ...keyOf(certificate), ...key, ...canonicalKey(certificate.publicKey).publicJwk }
}

/** Everything that is wrong with the keys of a registration, each with its JSON pointer. */
export function clientKeyProblems({ jwks, certificates = [] }: Keys): string[] {
  return [
    ...(jwks?.keys ?? []).flatMap((key, index) => keyProblems(key, `/jwks/keys/${index}`)),
    ...certificates.flatMap((text, index) => certificateProblems(text, `/certificates/${index}`)),
  ]
}

function keyProblems(given: ClientKey, at: string): string[] {
  const key = presentMembers(given)
  if (key.kty === 'oct')
    return [
      `${at} is a shared secret (kty oct), which has no public half: a client signs with an RSA or EC key; helseid-mock keygen makes one. Replace the secret now if it is in use, because it has been disclosed`,
    ]
  const leaked = privateMembers(key)
  if (leaked.length > 0)
    return [
      `${at} is a private key (members ${leaked.join(', ')}): register only the public key, and replace this one now, because it has been disclosed${publicHalf(key)}`,
    ]
  const [own] = key.x5c ?? []
  if (own === undefined) return valueProblems(key, at)
  const problems = certificateProblems(own, `${at}/x5c/0`)
  if (problems.length > 0) return problems
  const { publicJwk: certified, thumbprint } = canonicalKey(readCertificate(own).publicKey)
  try {
    // Members that the JWK leaves out are those of the certificate.
    if (canonicalKey({ ...certified, ...key }).thumbprint === thumbprint) return []
  } catch (error) {
    return [`${at} is not a usable public key: ${(error as Error).message}${howToConvert(error as Error)}`]
  }
  return [`${at}/x5c/0 is the certificate of another key: use the certificate of this JWK`]
}

/** Nothing for a key that cannot be read. */
function publicHalf(key: ClientKey): string {
  const { kid, alg } = key
  const canonical = importPublicJwk(key)?.publicJwk
  if (canonical === undefined) return ''
  return `. Its public half is ${JSON.stringify({ ...canonical, ...(kid && { kid }), ...(alg && { alg }) })}`
}

/** Curves of client keys. https://www.rfc-editor.org/rfc/rfc7518#section-3.4 */
const curves: readonly unknown[] = ['P-256', 'P-384', 'P-521']

function valueProblems(key: ClientKey, at: string): string[] {
  const unusable = (reason: Error) => [
    `${at} is not a usable public key: use a JWK with kty RSA (n, e) or EC (crv, x, y), or with x5c (${reason.message}${howToConvert(reason)})`,
  ]
  try {
    const { publicJwk: canonical } = canonicalKey(key)
    if (!isUsable(canonical))
      return [
        `${at} has a key of type ${canonical.crv ?? canonical.kty}: use one with an RSA key, or EC on P-256, P-384 or P-521`,
      ]
    return importPublicJwk(canonical) === undefined ? unusable(new TypeError('its point is not on its curve')) : []
  } catch (error) {
    return unusable(error as Error)
  }
}

/** The command for a key in PEM. */
const conversion = 'helseid-mock keygen --public-of <file> prints the JWK'

function howToConvert({ message }: Error): string {
  return / is PEM:/.test(message) ? `; ${conversion}` : ''
}

/** Whether HelseID accepts signatures of such keys at all. */
function isUsable({ kty, crv }: Jwk): boolean {
  return kty === 'RSA' || (kty === 'EC' && curves.includes(crv))
}

/** The same curves, as OpenSSL names them. */
const certifiedCurves: readonly string[] = ['prime256v1', 'secp384r1', 'secp521r1']

function certificateProblems(text: string, at: string): string[] {
  if (/-----BEGIN[A-Z\s]*PRIVATE\s*KEY/.test(text))
    return [
      `${at} contains a private key: register only the certificate, and replace the key now, because it has been disclosed`,
    ]
  if (/-----BEGIN[A-Z\s]*PUBLIC\s*KEY/.test(text))
    return [`${at} is a public key, not a certificate: register it in jwks, as a JWK; ${conversion}`]
  try {
    const { asymmetricKeyType: type, asymmetricKeyDetails: { namedCurve = '' } = {} } = readCertificate(text).publicKey
    if (type === 'rsa' || certifiedCurves.includes(namedCurve)) return []
    return [`${at} has a key of type ${namedCurve || type}: use one with an RSA or EC key`]
  } catch (error) {
    // Only the texts of this project: those of OpenSSL name a line of its source.
    const reason = error instanceof TypeError && /PEM/.test(error.message) ? ` (${error.message})` : ''
    return [`${at} is not a certificate: use PEM (-----BEGIN CERTIFICATE-----…) or base64 DER, not a path${reason}`]
  }
}

function readCertificate(text: string): X509Certificate {
  return new X509Certificate(text.includes('-----BEGIN') ? canonicalPem(text) : Buffer.from(text, 'base64'))
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
