/** The client's DPoP key: one of its own, or the one it is given. */
import { type CryptoKey, importJWK, type JWK } from 'jose'
import { generateKeyPair } from 'oauth4webapi'
import { importKey, readJwk } from './key-material.ts'

export interface DpopKeyPair {
  readonly privateKey: CryptoKey
  readonly publicKey: CryptoKey
}

/** @throws {TypeError} if it is no private key that HelseID takes proofs of */
export function readDpopKey(jwk: JWK) {
  return readJwk(jwk)
}

export async function dpopKeyPair(jwk: JWK | undefined): Promise<DpopKeyPair> {
  if (jwk === undefined) return generateKeyPair('ES256')
  const material = readDpopKey(jwk)
  const { kty, crv, x, y, n, e } = jwk
  const members = kty === 'RSA' ? { kty, n, e } : { kty, crv, x, y }
  const publicKey = (await importJWK(members as JWK, material.alg, { extractable: true })) as CryptoKey
  return { privateKey: (await importKey(material)).key as CryptoKey, publicKey }
}
