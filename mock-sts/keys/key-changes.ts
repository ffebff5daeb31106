/** The changes of the signing keys that HelseID makes now and then; for a scenario each is made once, however many requests ask. */
import type { KeyRing, TwinKeyRing } from './key-ring.ts'

/** A new key is published and signs; requests that come meanwhile wait for it. */
export async function rotateOnce(keys: TwinKeyRing): Promise<void> {
  return keys.changeOnce('rotate', rotate)
}

/** Only the key that signs stays in the JWKS. */
export async function retireFormerOnce(keys: TwinKeyRing): Promise<void> {
  return keys.changeOnce('retire former', retireFormer)
}

/** Publishes a new key and lets it sign. */
export async function rotate(keys: KeyRing): Promise<void> {
  await keys.activate(await keys.publish())
}

/** Takes every key but the active one out of the JWKS. */
export async function retireFormer(keys: KeyRing): Promise<void> {
  const { kid: active } = await keys.active()
  const published = await keys.published()
  await Promise.all(published.filter(({ kid }) => kid !== active).map(({ kid }) => keys.retire(kid)))
}
