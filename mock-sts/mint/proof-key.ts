/** The private key that a minted token is bound to: the caller’s or a new one. */
import { createPrivateKey, generateKeyPairSync } from 'node:crypto'
import { canonicalKey, type Jwk } from 'helseid-contract/rules'
import { FaultError } from '../http/fault.ts'

/** EC curves with their signature algorithm (RFC 7518). */
const curves = new Map([
  ['P-256', 'ES256'],
  ['P-384', 'ES384'],
  ['P-521', 'ES512'],
])

/** In bits. A shorter RSA modulus is too small for a PS256 signature with a salt. */
const minModulus = 1024

const unusableKey = {
  pointer: '/proofKey',
  detail: `/proofKey is not a usable private key: use a private JWK with kty EC (crv ${[...curves.keys()].join(', ')}; x, y, d) or RSA (at least ${minModulus} bits; n, e, d, p, q, …)`,
}

export function newProofKey(): Jwk {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' })
}

/**
 * The key in canonical form.
 * @throws {FaultError} for a key that cannot sign a proof; the error never quotes the key
 */
export function readProofKey(given: Jwk): Jwk {
  try {
    const { privateJwk: key = {} } = canonicalKey(given)
    const { asymmetricKeyType, asymmetricKeyDetails: { modulusLength = 0 } = {} } = createPrivateKey({
      key,
      format: 'jwk',
    })
    if (asymmetricKeyType === 'ec' && curves.has(String(key.crv))) return key
    if (asymmetricKeyType === 'rsa' && modulusLength >= minModulus) return key
  } catch (error) {
    throw new FaultError(unusableKey, { cause: error })
  }
  throw new FaultError(unusableKey)
}

export function proofAlgorithm({ kty, crv }: Jwk): string {
  if (kty === 'RSA') return 'PS256'
  return curves.get(String(crv)) ?? 'ES256'
}
