/** A valid DPoP proof for any token. https://www.rfc-editor.org/rfc/rfc9449#section-4.2 */
import { createHash, randomUUID } from 'node:crypto'
import { dpopTyp } from 'helseid-contract'
import { type Jwk, publicJwk, signJws } from 'helseid-contract/rules'

export interface ProofFor {
  readonly token: string
  /** Private P-256 JWK. */
  readonly key: Jwk
  readonly url: string
  readonly method: string
  readonly nonce: string | undefined
}

export function goodProof({ token, key, url, method, nonce }: ProofFor): string {
  const address = new URL(url)
  address.search = address.hash = ''
  const claims = {
    jti: randomUUID(),
    htm: method,
    htu: address.href,
    iat: Math.floor(Date.now() / 1000),
    ath: createHash('sha256').update(token).digest('base64url'),
    ...(nonce !== undefined && { nonce }),
  }
  return signJws({ alg: 'ES256', typ: dpopTyp, jwk: publicJwk(key) }, claims, key, 'ES256')
}
