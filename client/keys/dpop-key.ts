/** Opens the client's DPoP key: the configured one, or a new one. */
import { createPrivateKey, type KeyObject } from 'node:crypto'
import { canonicalKey } from 'helseid-contract'
import { type CryptoKey, importJWK, type JWK } from 'jose'
import { importKey, readJwk } from './key-material.ts'
import { newKey } from './new-key.ts'

export interface DpopKey {
  readonly alg: string
  readonly publicJwk: JWK
  /** For oauth4webapi. */
  readonly privateKey: CryptoKey
  readonly publicKey: CryptoKey
  /** The same private key, for signatures without WebCrypto. */
  readonly privateObject: KeyObject
}

/** @throws {TypeError} if it is not a private key whose proofs HelseID accepts */
export function readDpopKey(jwk: JWK) {
  return readJwk(jwk)
}

/** Without a `jwk`, generates a P-256 key that exists in memory only. */
export async function openDpopKey(jwk: JWK | undefined): Promise<DpopKey> {
  const material = readDpopKey(jwk ?? (await newKey('ES256')))
  const { alg } = material
  const publicJwk = canonicalKey(material.jwk).publicJwk as JWK
  return {
    alg,
    publicJwk,
    privateKey: (await importKey(material)).key as CryptoKey,
    publicKey: (await importJWK(publicJwk, alg, { extractable: true })) as CryptoKey,
    privateObject: createPrivateKey({ key: material.jwk as never, format: 'jwk' }),
  }
}
