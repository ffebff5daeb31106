/** The signing keys of an STS as store records, by `kid`, in order of publication. */
import { type StsName, stsNames } from 'helseid-contract'
import type { Collection } from '../store/records.ts'
import type { Store } from '../store/store.ts'
import { generated } from './generate-key.ts'
import { type KeyMaterial, type SigningKey, signingKey } from './signing-keys.ts'

export type KeyState = 'published' | 'active' | 'retired'

export interface KeyRecord {
  readonly material: KeyMaterial
  readonly state: KeyState
}

export function keyCollection(sts: StsName): Collection<KeyRecord> {
  return { name: `signing-keys-${sts}`, schema: 1 }
}

/** The first key of each STS. Generates and stores a key for an STS without one. `now` is in epoch milliseconds. */
export async function storedSigningKeys(store: Store, now: number): Promise<Record<StsName, SigningKey>> {
  const keys = await Promise.all(
    stsNames.map(async (sts) => {
      const [stored] = await store.records(keyCollection(sts)).list()
      const material = stored?.value.material ?? (await generated(sts, now))
      return { sts, material, key: signingKey(material), isNew: stored === undefined }
    }),
  )
  // Store all keys together, so that no reader finds only some of them.
  const made = keys.filter(({ isNew }) => isNew)
  await Promise.all(
    made.map(({ sts, key, material }) => store.records(keyCollection(sts)).put(key.kid, { material, state: 'active' })),
  )
  return Object.fromEntries(keys.map(({ sts, key }) => [sts, key])) as Record<StsName, SigningKey>
}
