/** A good request: the keys, the token and the proof from which forgeries are made. */
import { createHash } from 'node:crypto'
import { type JsonObject, type Jwk, publicJwk, signJws } from 'helseid-contract/rules'
import keyRing from '../keys/key-ring.NOT-A-SECRET.json' with { type: 'json' }

export const now = 1_790_000_000
export const issuer = 'https://helseid-sts.test.nhn.no'
export const audience = 'nhn:example'
export const scope = 'nhn:example/read'
export const url = 'https://api.example/things'
/** Signs the issuer's tokens. */
export const signer = keyRing.registered as Jwk
/** Signs nothing that is valid. */
export const attacker = keyRing.second as Jwk
/** Signs the proofs; the token is bound to it. */
export const holder = keyRing.proof as Jwk
export const otherHolder = keyRing.ec as Jwk

export const tokenHeader: JsonObject = { alg: 'RS256', kid: String(signer.kid), typ: 'at+jwt' }
export const tokenClaims: JsonObject = {
  iss: issuer,
  aud: audience,
  client_id: 'c',
  scope: [scope],
  nbf: now,
  iat: now,
  exp: now + 600,
  cnf: { jkt: String(holder.kid) },
  jti: 'T',
}
export const publicHolder = withoutKid(holder)
export const proofHeader: JsonObject = { alg: 'ES256', typ: 'dpop+jwt', jwk: publicHolder }
export const good = { token: signJws(tokenHeader, tokenClaims, signer, 'RS256') }
export const proofClaims: JsonObject = { jti: 'P', htm: 'GET', htu: url, iat: now, ath: hash(good.token) }

/** A good request. It is accepted once; the forgeries differ from one like it in a single thing. */
export function goodRequest(jti: string, htu = url): { token: string; proof: string } {
  const proof = signJws(proofHeader, { ...proofClaims, jti, htu }, holder, 'ES256')
  return { token: good.token, proof }
}

/** The `jti` of a proof that has been used before the forgeries are sent. */
export const usedJti = 'used'

export function withoutKid(key: Jwk): JsonObject {
  const { kid: _kid, ...jwk } = publicJwk(key)
  return jwk as JsonObject
}

/** SHA-256 in base64url, as `ath` and thumbprints are. */
export function hash(text: string): string {
  return createHash('sha256').update(text).digest('base64url')
}
