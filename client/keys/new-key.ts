/** Generates a key pair for a client. */
import { privateMembers } from 'helseid-contract'
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from 'jose'

/** Bits of an RSA key, as in NHN's own libraries (helseid.md 7). */
const modulusLength = 4096

/** The private JWK; its `kid` is the RFC 7638 thumbprint. */
export async function newKey(alg: string): Promise<JWK> {
  const { privateKey } = await generateKeyPair(alg, { extractable: true, modulusLength })
  const jwk = await exportJWK(privateKey)
  return { ...jwk, kid: await calculateJwkThumbprint(jwk), alg, use: 'sig' }
}

export function publicHalf({ kty, crv, x, y, n, e, kid, alg, use }: JWK): JWK {
  return Object.fromEntries(
    Object.entries({ kty, crv, x, y, n, e, kid, alg, use }).filter(([, value]) => value !== undefined),
  ) as JWK
}

/** The secret values of a private key. */
export function secretsOf(jwk: JWK): string[] {
  return privateMembers(jwk)
    .map((name) => jwk[name as keyof JWK])
    .filter((value) => typeof value === 'string')
}
