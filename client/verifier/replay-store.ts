/** Remembers used proofs until they expire. */

/**
 * Stores the ids of used proofs. Checking and storing must be one atomic operation, such as Redis' `SET id 1 PXAT until
 * NX`.
 */
export interface ReplayStore {
  /** Stores `id` until `until` (epoch milliseconds); true if it is stored already. */
  remember(id: string, until: number): boolean | Promise<boolean>
}

/** Number of proofs between two sweeps of expired ones. */
const sweepEvery = 1024

/**
 * Creates a store in this process's memory. `now` returns epoch milliseconds. Expired ids are swept out after every
 * 1024 proofs.
 */
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
