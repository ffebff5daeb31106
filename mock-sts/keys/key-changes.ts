/** Changes of the signing keys that are made once, however many requests ask for them. */
import type { KeyRing } from './key-ring.ts'

/** A new key is published and signs; requests that come meanwhile wait for it. */
export async function rotateOnce(keys: KeyRing): Promise<void> {
  return keys.changeOnce('rotate', rotate)
}

/** Only the key that signs stays in the JWKS. */
export async function retireFormerOnce(keys: KeyRing): Promise<void> {
  return keys.changeOnce('retire former', retireFormer)
}

async function rotate(keys: KeyRing): Promise<void> {
  await keys.activate(await keys.publish())
}

async function retireFormer(keys: KeyRing): Promise<void> {
  const { kid: active } = await keys.active()
  const published = await keys.published()
  await Promise.all(published.filter(({ kid }) => kid !== active).map(({ kid }) => keys.retire(kid)))
}
