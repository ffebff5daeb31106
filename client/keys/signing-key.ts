/** A key that signs assertions, with the kid and alg that HelseID knows it by. */
import type { CryptoKey } from 'jose'

/**
 * Signs the bytes of an assertion with `alg` and returns the signature in the JWS format: for ES256, ES384 and ES512
 * that is r followed by s, not DER. https://www.rfc-editor.org/rfc/rfc7518#section-3.4
 */
export type SignFunction = (
  data: Uint8Array,
  key: { readonly alg: string; readonly kid: string },
) => Promise<Uint8Array>

export interface SigningKey {
  readonly kid: string
  readonly alg: string
  readonly key: CryptoKey | SignFunction
  /** RFC 7638 thumbprint; absent if the client does not see the key. */
  readonly thumbprint?: string
  /** When its certificate expires, in epoch milliseconds. */
  readonly expiresAt?: number
}
