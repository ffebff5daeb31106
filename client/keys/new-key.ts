/** Generates a key pair for a client. */
import { canonicalKey, privateMembers } from 'helseid-contract'
import { exportJWK, generateKeyPair, type JWK } from 'jose'

/** Bits of an RSA key, as in NHN's own libraries (helseid.md 7). */
const modulusLength = 4096

/** The private JWK; its `kid` is the RFC 7638 thumbprint. */
export async function newKey(alg: string): Promise<JWK> {
  const { privateKey } = await generateKeyPair(alg, { extractable: true, modulusLength })
  const jwk = await exportJWK(privateKey)
  return { ...jwk, kid: canonicalKey(jwk).thumbprint, alg, use: 'sig' }
}

/** The key to register: the public half of a JWK that `newKey` returned. */
export function publicHalf({ kid, alg, use, ...key }: JWK): JWK {
  return { ...canonicalKey(key).publicJwk, kid, alg, use } as JWK
}

/** The secret values of a private key. */
export function secretsOf(jwk: JWK): string[] {
  return privateMembers(jwk)
    .map((name) => jwk[name as keyof JWK])
    .filter((value) => typeof value === 'string')
}
