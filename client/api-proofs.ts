/** DPoP proofs for API requests, signed by `node:crypto`, which is faster than WebCrypto (decision 0004). */
import { constants, hash, type KeyObject, type SignKeyObjectInput, sign } from 'node:crypto'
import { promisify } from 'node:util'
import { base64urlJson } from 'helseid-contract'
import type { ClientConfig } from './config.ts'
import { es256Signature } from './es256-signature.ts'
import type { DpopKey } from './keys/dpop-key.ts'

export interface ApiProofs {
  /**
   * A proof for one request, with the API's nonce if one is known. https://www.rfc-editor.org/rfc/rfc9449#section-4.2
   */
  prove(url: URL, method: string, accessToken: string): Promise<string>
  /** Stores an API's nonce until the API sends another. https://www.rfc-editor.org/rfc/rfc9449#section-9 */
  remember(url: URL, nonce: string): void
}

/** Nonces are stored for this many API origins; the least recently updated one is dropped first. */
const maxOrigins = 100

const signInBackground = promisify<string, Uint8Array, SignKeyObjectInput, Buffer>(sign)

export function createApiProofs(
  { alg, publicJwk, privateObject }: DpopKey,
  { now, newId }: Pick<ClientConfig, 'now' | 'newId'>,
): ApiProofs {
  const nonces = new Map<string, string>()
  let last = { token: '', ath: '' }
  /** Caches one hash, because consecutive calls mostly use the same token. */
  const athOf = (token: string) => {
    if (last.token !== token) last = { token, ath: hash('sha256', token, 'base64url') }
    return last.ath
  }
  const header = base64urlJson({ alg, typ: 'dpop+jwt', jwk: publicJwk })
  const key = signingInput(privateObject, alg)
  const digest = `sha${alg.slice(-3)}`
  const signature = (data: Uint8Array) =>
    // Other algorithms take long enough to block the event loop, so they run on another thread.
    alg === 'ES256' ? es256Signature(data, privateObject) : signInBackground(digest, data, key)
  return {
    async prove(url, method, accessToken) {
      const nonce = nonces.get(url.origin)
      const claims = {
        jti: newId(),
        htm: method,
        htu: url.origin + url.pathname,
        iat: Math.floor(now() / 1000),
        ath: athOf(accessToken),
        ...(nonce !== undefined && { nonce }),
      }
      const input = `${header}.${base64urlJson(claims)}`
      return `${input}.${(await signature(Buffer.from(input))).toString('base64url')}`
    },
    remember({ origin }, nonce) {
      nonces.delete(origin)
      nonces.set(origin, nonce)
      const oldest = nonces.keys().next().value
      if (nonces.size > maxOrigins && oldest !== undefined) nonces.delete(oldest)
    },
  }
}

/** https://www.rfc-editor.org/rfc/rfc7518#section-3 */
function signingInput(key: KeyObject, alg: string): SignKeyObjectInput {
  if (alg.startsWith('ES')) return { key, dsaEncoding: 'ieee-p1363' }
  if (alg.startsWith('RS')) return { key }
  return { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }
}
