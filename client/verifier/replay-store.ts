/** Remembers the proofs that were used, each until it is stale anyway. */

export interface ReplayStore {
  /** Remembers `id` until `until` (epoch milliseconds); true if it was remembered already. */
  remember(id: string, until: number): boolean | Promise<boolean>
}

/** How many proofs go by before the stale ones are swept out. */
const sweepEvery = 1024

/** In this process's memory. `now` gives epoch milliseconds. */
export function createReplayStore(now: () => number): ReplayStore {
  const entries = new Map<string, number>()
  let sinceSweep = 0
  return {
    remember(id, until) {
      const known = entries.get(id)
      if (known !== undefined && known >= now()) return true
      entries.set(id, until)
      if (++sinceSweep >= sweepEvery) {
        sinceSweep = 0
        for (const [key, end] of entries) if (end < now()) entries.delete(key)
      }
      return false
    },
  }
}
