/** Remembers used proofs until they expire. */
import { TokenRefused } from './token-refused.ts'

/**
 * Stores the ids of used proofs. Checking and storing must be one atomic operation, such as Redis' `SET id 1 PXAT until
 * NX`.
 */
export interface ReplayStore {
  /** Stores `id` until `until` (epoch milliseconds); true if it is stored already, else false. */
  remember(id: string, until: number): boolean | Promise<boolean>
}

interface Generation {
  readonly entries: Map<string, number>
  /** When the last of the entries expires. */
  end: number
}

/**
 * Creates a store in this process's memory. `now` returns epoch milliseconds. It holds 1,000,000 proofs at most; then
 * `remember` throws a {@link TokenRefused} with 503 until some have expired. Expired proofs are dropped when a later one
 * is remembered, at the latest one lifetime after they expire.
 */
export function createReplayStore(now: () => number): ReplayStore {
  return createBoundedReplayStore(now, 1_000_000)
}

/** Keeps two generations, so that the expired ones are dropped together and not searched for. */
export function createBoundedReplayStore(now: () => number, maximum: number): ReplayStore {
  let [current, previous] = [createGeneration(), createGeneration()]
  return {
    remember(id, until) {
      if (previous.end < now()) {
        previous = current.end < now() ? createGeneration() : current
        current = createGeneration()
      }
      const end = current.entries.get(id) ?? previous.entries.get(id)
      if (end !== undefined && end >= now()) return true
      if (current.entries.size + previous.entries.size >= maximum)
        throw new TokenRefused(
          'replay-store-unavailable',
          `more than ${maximum} proofs were used within their lifetime`,
        )
      current.entries.set(id, until)
      current.end = Math.max(current.end, until)
      return false
    },
  }
}

function createGeneration(): Generation {
  return { entries: new Map(), end: Number.NEGATIVE_INFINITY }
}
