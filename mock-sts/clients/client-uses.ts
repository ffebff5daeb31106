/** When each registered client, and each of its keys, was last used to authenticate. */
import { limits } from '../limits.ts'

export interface ClientUse {
  /** In epoch milliseconds of the twin’s clock. */
  readonly at: number
  /** The keys that verified an assertion, the last used one last. */
  readonly keys: readonly KeyUse[]
}

export interface KeyUse {
  /** `kid` of the registered key; absent if it has none. */
  readonly kid?: string
  readonly at: number
}

export interface ClientUses {
  /** `key` is the registered key that verified the assertion; undefined for a client secret. */
  note(clientId: string, at: number, key?: { readonly kid?: string | undefined }): void
  find(clientId: string): ClientUse | undefined
  reset(): void
}

export function createClientUses(): ClientUses {
  const uses = new Map<string, { at: number; readonly keys: Map<string | undefined, number> }>()
  return {
    note(clientId, at, key) {
      const use = uses.get(clientId) ?? { at, keys: new Map() }
      use.at = at
      if (key !== undefined) {
        use.keys.delete(key.kid)
        use.keys.set(key.kid, at)
        dropOldest(use.keys, limits.usedKeys.value)
      }
      uses.delete(clientId)
      uses.set(clientId, use)
      dropOldest(uses, limits.usedClients.value)
    },
    find(clientId) {
      const use = uses.get(clientId)
      if (use === undefined) return undefined
      return { at: use.at, keys: [...use.keys].map(([kid, at]) => ({ ...(kid !== undefined && { kid }), at })) }
    },
    reset: () => uses.clear(),
  }
}

/** A map is in the order of its entries’ last use. */
function dropOldest(map: Map<unknown, unknown>, max: number): void {
  const [oldest] = map.keys()
  if (map.size > max) map.delete(oldest)
}
