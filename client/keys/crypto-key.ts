/** Finds the JOSE algorithm of a CryptoKey, which is fixed when the key is created. */
import type { webcrypto } from 'node:crypto'
import { minimumRsaBits } from 'helseid-contract'
import type { CryptoKey } from 'jose'
import { algorithmOfCurve } from './key-material.ts'

/** Creating an RSASSA-PKCS1-v1_5 key is an explicit choice of RS256. */
const algorithmOfHash: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'RSA-PSS': { 'SHA-256': 'PS256', 'SHA-384': 'PS384', 'SHA-512': 'PS512' },
  'RSASSA-PKCS1-v1_5': { 'SHA-256': 'RS256' },
}

/** @throws {TypeError} if HelseID does not accept assertions signed by the key */
export function algorithmOfCryptoKey({ type, usages, algorithm }: CryptoKey): string {
  if (type !== 'private' || !usages.includes('sign'))
    throw new TypeError('the CryptoKey must be a private key with the usage sign')
  const { name } = algorithm
  if (name === 'ECDSA') return algorithmOfCurve[(algorithm as webcrypto.EcKeyAlgorithm).namedCurve] as string
  const hashes = algorithmOfHash[name]
  if (hashes === undefined)
    throw new TypeError(`the CryptoKey must be for ECDSA, RSA-PSS or RSASSA-PKCS1-v1_5, not ${name}`)
  const { hash, modulusLength: bits } = algorithm as webcrypto.RsaHashedKeyAlgorithm
  if (bits < minimumRsaBits)
    throw new TypeError(`the CryptoKey has ${bits} bits: HelseID requires ${minimumRsaBits} or more`)
  const alg = hashes[hash.name]
  if (alg === undefined)
    throw new TypeError(`the CryptoKey is for ${name} with ${hash.name}, which HelseID does not accept`)
  return alg
}
