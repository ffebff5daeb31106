/** Which algorithm of JOSE a CryptoKey signs by, which was settled when it was made. */
import type { webcrypto } from 'node:crypto'
import { minimumRsaBits } from 'helseid-contract'
import type { CryptoKey } from 'jose'
import { algorithmOfCurve } from './key-material.ts'

/** RS256 is asked for by making such a key. */
const algorithmOfHash: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'RSA-PSS': { 'SHA-256': 'PS256', 'SHA-384': 'PS384', 'SHA-512': 'PS512' },
  'RSASSA-PKCS1-v1_5': { 'SHA-256': 'RS256' },
}

/** @throws {TypeError} if HelseID takes no assertion that it signs */
export function algorithmOfCryptoKey({ type, usages, algorithm }: CryptoKey): string {
  if (type !== 'private' || !usages.includes('sign'))
    throw new TypeError('the CryptoKey must be a private key that may sign')
  const { name } = algorithm
  if (name === 'ECDSA') return algorithmOfCurve[(algorithm as webcrypto.EcKeyAlgorithm).namedCurve] as string
  const hashes = algorithmOfHash[name]
  if (hashes === undefined)
    throw new TypeError(`the CryptoKey must be for ECDSA, RSA-PSS or RSASSA-PKCS1-v1_5, not ${name}`)
  const { hash, modulusLength: bits } = algorithm as webcrypto.RsaHashedKeyAlgorithm
  if (bits < minimumRsaBits)
    throw new TypeError(`the CryptoKey has ${bits} bits: HelseID wants ${minimumRsaBits} or more`)
  const alg = hashes[hash.name]
  if (alg === undefined)
    throw new TypeError(`the CryptoKey is for ${name} with ${hash.name}, which HelseID does not take`)
  return alg
}
