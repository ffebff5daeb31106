/** Makes signing keys in HelseID's form: RSA 3072 with a certificate. */
import type { KeyMaterial } from './signing-keys.ts'

/**
 * A key for one STS, or for a session: for a twin that others can reach, because anyone could forge its tokens with the demo key.
 * `now` is in epoch milliseconds; its certificate is valid for `years` from then. Default: two.
 */
export async function generated(name: string, now: number, years?: number): Promise<KeyMaterial> {
  // Loading the X.509 library takes longer than most twins run: they make no key.
  const { generateKeyMaterial } = await import('./certificate-generation.ts')
  return generateKeyMaterial(name, now, years)
}
