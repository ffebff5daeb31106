/** A key that signs assertions, with what HelseID knows it by. */
import type { CryptoKey } from 'jose'

/**
 * Signs the bytes of an assertion by the algorithm it was announced with, in the form of JWS: for ES256 and its like
 * the two numbers one after the other, not DER. https://www.rfc-editor.org/rfc/rfc7518#section-3.4
 */
export type SignFunction = (
  data: Uint8Array,
  key: { readonly alg: string; readonly kid: string },
) => Promise<Uint8Array>

export interface SigningKey {
  readonly kid: string
  readonly alg: string
  readonly key: CryptoKey | SignFunction
  /** When its certificate ends, in epoch milliseconds. */
  readonly expiresAt?: number
}
