/** Keys of the twin's own, made when they are wanted. */
import type { KeyMaterial } from './signing-keys.ts'

/** A key of its own for an STS, or for a session: for a twin that others can reach, where the demo key would let anybody forge its tokens. */
export async function generated(name: string, now: number): Promise<KeyMaterial> {
  // The X.509 library is loaded only where keys are made.
  const { generateKeyMaterial } = await import('./generate-key.ts')
  return generateKeyMaterial(name, now)
}
