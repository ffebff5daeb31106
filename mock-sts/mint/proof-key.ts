/** The key that a minted token is bound to: a private JWK, the caller's or a new one. */
import { createPrivateKey, generateKeyPairSync } from 'node:crypto'
import type { Jwk } from 'helseid-contract/rules'
import { FaultError } from '../http/fault.ts'

/** Those that RFC 7518 has a signature algorithm for. */
const curves = new Map([
  ['P-256', 'ES256'],
  ['P-384', 'ES384'],
  ['P-521', 'ES512'],
])

/** A shorter modulus, in bits, has no room for a PS256 signature with a salt. */
const minModulus = 1024

const unusableKey = {
  pointer: '/proofKey',
  detail: `/proofKey is no usable private key: give a private JWK with kty EC (crv ${[...curves.keys()].join(', ')}; x, y, d) or RSA (${minModulus} bits at least; n, e, d, p, q, …)`,
}

export function newProofKey(): Jwk {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' })
}

/** @throws {FaultError} for a key that cannot sign a proof; the error never quotes the key */
export function assertProofKey(key: Jwk): void {
  try {
    const { asymmetricKeyType, asymmetricKeyDetails: { modulusLength = 0 } = {} } = createPrivateKey({
      key,
      format: 'jwk',
    })
    if (asymmetricKeyType === 'ec' && curves.has(String(key.crv))) return
    if (asymmetricKeyType === 'rsa' && modulusLength >= minModulus) return
  } catch (error) {
    throw new FaultError(unusableKey, { cause: error })
  }
  throw new FaultError(unusableKey)
}

export function proofAlgorithm({ kty, crv }: Jwk): string {
  if (kty === 'RSA') return 'PS256'
  return curves.get(String(crv)) ?? 'ES256'
}
