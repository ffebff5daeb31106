/** The signing keys of an STS as store records, by `kid`, in order of publication. */
import { type StsName, stsNames } from 'helseid-contract'
import type { Collection } from '../store/records.ts'
import type { Store } from '../store/store.ts'
import { generated } from './generate-key.ts'
import { type KeyMaterial, type SigningKey, signingKey } from './signing-keys.ts'

export const keyStates = ['published', 'active', 'retired'] as const

export type KeyState = (typeof keyStates)[number]

export interface KeyRecord {
  readonly material: KeyMaterial
  readonly state: KeyState
  /** When the key was last given each state, in epoch milliseconds. */
  readonly at?: Readonly<Partial<Record<KeyState, number>>>
}

/** A key of an STS as the store holds it. */
export interface StoredKey {
  readonly key: SigningKey
  readonly state: KeyState
  readonly at?: KeyRecord['at']
}

export function keyCollection(sts: StsName): Collection<KeyRecord> {
  return { name: `signing-keys-${sts}`, schema: 1 }
}

/**
 * The keys of each STS, in order of publication. Generates and stores a key for an STS without one. `now` is in epoch milliseconds.
 */
export async function storedSigningKeys(store: Store, now: number): Promise<Record<StsName, readonly StoredKey[]>> {
  const rings = await Promise.all(
    stsNames.map(async (sts) => {
      const records = (await store.records(keyCollection(sts)).list()).map(({ value }) => value)
      if (records.length > 0) return { sts, isNew: false, records }
      const first: KeyRecord = { material: await generated(sts, now), state: 'active', at: { active: now } }
      return { sts, isNew: true, records: [first] }
    }),
  )
  // Store all keys together, so that no reader finds only some of them.
  await Promise.all(
    rings
      .filter(({ isNew }) => isNew)
      .flatMap(({ sts, records }) =>
        records.map((record) => store.records(keyCollection(sts)).put(signingKey(record.material).kid, record)),
      ),
  )
  const keysOf = (records: readonly KeyRecord[]) =>
    records.map(({ material, state, at }): StoredKey => ({ key: signingKey(material), state, ...(at && { at }) }))
  return Object.fromEntries(rings.map(({ sts, records }) => [sts, keysOf(records)])) as never
}
