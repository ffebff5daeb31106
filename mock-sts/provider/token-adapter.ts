/** Where oidc-provider's models are kept: in memory, with an age that follows the twin's clock. */
import type { Adapter, AdapterPayload } from 'oidc-provider'

/** An adapter that can also list what it holds. */
export interface TokenAdapter extends Adapter {
  /** Ids of what has not expired, oldest first. */
  ids(): readonly string[]
  /** In epoch seconds of the twin's clock; undefined for an unknown id. */
  times(id: string): { readonly issuedAt: number; readonly expiresAt: number } | undefined
  clear(): void
}

interface Kept {
  readonly payload: AdapterPayload
  /** In epoch milliseconds of the twin's clock. */
  readonly at: number
  readonly until: number
}

/**
 * Keeps the newest `max` models. oidc-provider compares ages with `Date.now()`, which the twin's clock does not follow. So this
 * adapter itself reports as gone what has expired by `now`, and gives everything else the age that oidc-provider takes for valid.
 */
export function createTokenAdapter(now: () => number, max: number): TokenAdapter {
  const kept = new Map<string, Kept>()
  const current = (id: string) => {
    const found = kept.get(id)
    return found !== undefined && found.until > now() ? found : undefined
  }
  return {
    async upsert(id, payload, expiresIn = 0) {
      kept.delete(id)
      kept.set(id, { payload, at: now(), until: now() + expiresIn * 1000 })
      if (kept.size > max) kept.delete(kept.keys().next().value as string)
    },
    async find(id) {
      const found = current(id)
      if (found === undefined) return undefined
      const realNow = Math.floor(Date.now() / 1000)
      return { ...found.payload, iat: realNow, exp: realNow + Math.ceil((found.until - now()) / 1000) }
    },
    async destroy(id) {
      kept.delete(id)
    },
    ids: () => [...kept.keys()].filter((id) => current(id) !== undefined),
    times(id) {
      const found = current(id)
      return found && { issuedAt: Math.floor(found.at / 1000), expiresAt: Math.floor(found.until / 1000) }
    },
    clear: () => kept.clear(),
    findByUid: nothing,
    findByUserCode: nothing,
    consume: nothing,
    revokeByGrantId: nothing,
  }
}

async function nothing(): Promise<undefined> {
  return undefined
}
