/** `signing-keys.json` of a data directory: the first key of each STS. */
import { type StsName, stsNames } from 'helseid-contract'
import type { StoredFile } from '../store/data-dir.ts'
import { keyCollection } from './key-records.ts'
import { type KeyMaterial, type SigningKey, signingKey } from './signing-keys.ts'

export const signingKeysFile: StoredFile = {
  name: 'signing-keys.json',
  collections: stsNames.map((sts) => keyCollection(sts).name),
  async load(content, store) {
    const material = content as Record<StsName, KeyMaterial>
    for (const sts of stsNames) {
      const { kid } = usable(material[sts])
      await store.records(keyCollection(sts)).put(kid, { material: material[sts], state: 'active' })
    }
  },
  async save(store) {
    const first = async (sts: StsName) => (await store.records(keyCollection(sts)).list())[0]?.value.material
    return Object.fromEntries(await Promise.all(stsNames.map(async (sts) => [sts, await first(sts)])))
  },
}

function usable(material: KeyMaterial): SigningKey {
  try {
    return signingKey(material)
  } catch (error) {
    // The message of node:crypto may quote the key, so it goes into the cause.
    throw new Error('it has an unusable key', { cause: error })
  }
}
