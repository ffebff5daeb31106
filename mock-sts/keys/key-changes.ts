/** Changes of the signing keys that are made once, however many requests ask for them. */
import type { KeyRing } from './key-ring.ts'

const rotations = new WeakMap<KeyRing, Promise<void>>()
const retirements = new WeakMap<KeyRing, Promise<void>>()

/** A new key is published and signs; requests that come meanwhile wait for it. */
export async function rotateOnce(keys: KeyRing): Promise<void> {
  return once(rotations, keys, rotate)
}

/** Only the key that signs stays in the JWKS. */
export async function retireFormerOnce(keys: KeyRing): Promise<void> {
  return once(retirements, keys, retireFormer)
}

function once(done: WeakMap<KeyRing, Promise<void>>, keys: KeyRing, change: typeof rotate): Promise<void> {
  const changed = done.get(keys) ?? change(keys)
  done.set(keys, changed)
  return changed
}

async function rotate(keys: KeyRing): Promise<void> {
  await keys.activate(await keys.publish())
}

async function retireFormer(keys: KeyRing): Promise<void> {
  const { kid: active } = await keys.active()
  const published = await keys.published()
  await Promise.all(published.filter(({ kid }) => kid !== active).map(({ kid }) => keys.retire(kid)))
}
