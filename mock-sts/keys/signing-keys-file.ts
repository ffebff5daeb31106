/** `signing-keys.jsonl` of a data directory: the key ring of each STS. */
import { type StsName, stsNames } from 'helseid-contract'
import type { StoredFile } from '../store/stored-file.ts'
import { type KeyRecord, keyCollection, keyStates } from './key-records.ts'
import { type KeyMaterial, type SigningKey, signingKey } from './signing-keys.ts'

export const signingKeysFile: StoredFile = {
  name: 'signing-keys.jsonl',
  collections: stsNames.map(keyCollection),
  async check(_collection, value) {
    const { material, state } = value as KeyRecord
    usable(material)
    if (!keyStates.includes(state)) throw new Error(`it has a key whose state is not ${keyStates.join(', ')}`)
    return undefined
  },
  former: {
    name: 'signing-keys.json',
    changes(content) {
      const material = (content ?? {}) as Record<StsName, KeyMaterial>
      return stsNames.map((sts) => {
        const value: KeyRecord = { material: material[sts], state: 'active' }
        return { put: keyCollection(sts).name, id: usable(value.material).kid, value }
      })
    },
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
