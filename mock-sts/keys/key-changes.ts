/** Changes of the signing keys, as HelseID makes them. For a scenario each change is made once, no matter how many requests trigger it. */
import type { ChangingKeys, ScenarioKeyRing } from './key-ring.ts'

/** Publishes and activates a new key, once. Concurrent requests wait for it. */
export async function rotateOnce(keys: ScenarioKeyRing): Promise<void> {
  return keys.changeOnce('rotate', rotate)
}

/** Removes every key but the active one from the JWKS, once. */
export async function retireFormerOnce(keys: ScenarioKeyRing): Promise<void> {
  return keys.changeOnce('retire former', retireFormer)
}

/** Publishes and activates a new key. */
export async function rotate(keys: ChangingKeys): Promise<void> {
  await keys.activate(await keys.publish())
}

/** Removes every key but the active one from the JWKS. */
export async function retireFormer(keys: ChangingKeys): Promise<void> {
  const { kid: active } = await keys.active()
  const published = await keys.published()
  await Promise.all(published.filter(({ kid }) => kid !== active).map(({ kid }) => keys.retire(kid)))
}
