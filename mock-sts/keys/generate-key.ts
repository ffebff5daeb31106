/** Generates signing keys like HelseID's: RSA 3072 with a certificate. */
import type { KeyMaterial } from './signing-keys.ts'

/**
 * Generates the key of an STS or a session. A twin that other machines can reach needs it, because anyone can forge tokens with the
 * demo key. `now` is in epoch milliseconds; the certificate is valid from then for `years` (default: two).
 */
export async function generated(name: string, now: number, years?: number): Promise<KeyMaterial> {
  // The X.509 library is slow to load, and most twins generate no key.
  const { generateKeyMaterial } = await import('./certificate-generation.ts')
  return generateKeyMaterial(name, now, years)
}
