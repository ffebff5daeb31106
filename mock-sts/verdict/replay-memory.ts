/** Remembers which `jti` values were seen, each until its own time has passed. */

export interface ReplayMemory {
  /** When `jti` was remembered, in epoch seconds; undefined if it is not, or no longer. */
  seenAt(jti: string, now: number): number | undefined
  /** Remembers `jti` until `until`; both times in epoch seconds. */
  remember(jti: string, now: number, until: number): void
  readonly size: number
}

/** How many new entries go by before the outdated ones are swept out. */
const sweepEvery = 1024

export function createReplayMemory(): ReplayMemory {
  const entries = new Map<string, { at: number; until: number }>()
  let sinceSweep = 0
  return {
    seenAt(jti, now) {
      const entry = entries.get(jti)
      return entry !== undefined && entry.until >= now ? entry.at : undefined
    },
    remember(jti, now, until) {
      entries.set(jti, { at: now, until })
      if (++sinceSweep < sweepEvery) return
      sinceSweep = 0
      for (const [key, entry] of entries) if (entry.until < now) entries.delete(key)
    },
    get size() {
      return entries.size
    },
  }
}
