/** Changes of the signing keys that are made once, however many requests ask for them. */
import type { KeyRing } from './key-ring.ts'

const rotations = new WeakMap<KeyRing, Promise<void>>()

/** A new key is published and signs; requests that come meanwhile wait for it. */
export async function rotateOnce(keys: KeyRing): Promise<void> {
  const rotation = rotations.get(keys) ?? rotate(keys)
  rotations.set(keys, rotation)
  return rotation
}

/** Only the key that signs stays in the JWKS. */
export async function retireFormer(keys: KeyRing): Promise<void> {
  const { kid: active } = await keys.active()
  const published = await keys.published()
  await Promise.all(published.filter(({ kid }) => kid !== active).map(({ kid }) => keys.retire(kid)))
}

async function rotate(keys: KeyRing): Promise<void> {
  await keys.activate(await keys.publish())
}
