/** Where the client's private key comes from, and the algorithm that follows from it. */

import { createPrivateKey } from 'node:crypto'
import { type CryptoKey, calculateJwkThumbprint, importJWK, importPKCS8, type JWK } from 'jose'

/**
 * A private JWK; a private key in PEM with its `kid`; or a `CryptoKey` that signs, with its `kid`.
 * RSA keys sign by PS256 unless the JWK's `alg` says otherwise.
 */
export type ClientKeySource =
  | JWK
  | { readonly pem: string; readonly kid?: string; readonly alg?: string }
  | { readonly key: CryptoKey; readonly kid: string }

export interface SigningKey {
  readonly key: CryptoKey
  readonly kid: string
}

const algorithmOfCurve: Readonly<Record<string, string>> = { 'P-256': 'ES256', 'P-384': 'ES384', 'P-521': 'ES512' }

/** @throws {TypeError} if it is no private key that HelseID takes */
export async function loadKey(source: ClientKeySource): Promise<SigningKey> {
  if ('key' in source && source.key instanceof globalThis.CryptoKey) return { key: source.key, kid: String(source.kid) }
  if ('pem' in source && typeof source.pem === 'string')
    return loadPem(source as { pem: string; kid?: string; alg?: string })
  return loadJwk(source as JWK)
}

async function loadJwk(jwk: JWK): Promise<SigningKey> {
  const alg = algorithmOf(jwk)
  if (jwk.d === undefined)
    throw new TypeError('the client key has no private member: give the private JWK, not the public one')
  const key = await importJWK(jwk, alg)
  if (key instanceof Uint8Array)
    throw new TypeError('the client key is a shared secret: HelseID takes private_key_jwt only')
  return { key: key as CryptoKey, kid: jwk.kid ?? (await calculateJwkThumbprint(jwk)) }
}

async function loadPem({ pem, kid, alg }: { pem: string; kid?: string; alg?: string }): Promise<SigningKey> {
  const jwk = createPrivateKey(pem).export({ format: 'jwk' }) as JWK
  const key = await importPKCS8(
    createPrivateKey(pem).export({ type: 'pkcs8', format: 'pem' }) as string,
    alg ?? algorithmOf(jwk),
  )
  return { key, kid: kid ?? (await calculateJwkThumbprint(jwk)) }
}

/** PS256 for RSA, ES by curve: what NHN documents (krav til kryptografi). @throws {TypeError} for any other key */
function algorithmOf({ alg, kty, crv = '' }: JWK): string {
  if (alg !== undefined) return alg
  const found = kty === 'RSA' ? 'PS256' : kty === 'EC' ? algorithmOfCurve[crv] : undefined
  if (found === undefined) throw new TypeError(`the client key must be RSA, P-256, P-384 or P-521, not ${kty} ${crv}`)
  return found
}
