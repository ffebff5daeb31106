/** Remembers used proofs until they expire. */
import { monotonicNow as defaultMonotonicNow } from '../age.ts'
import { TokenRefused } from './token-refused.ts'

/**
 * Stores the ids of used proofs. Checking and storing must be one atomic operation, such as Redis' `SET id 1 PX
 * <milliseconds left> NX`; not PXAT, which depends on the clock of Redis.
 */
export interface ReplayStore {
  /**
   * Stores `id` until `until` (epoch milliseconds); true if it is stored already, else false. `id` is the SHA-256, in
   * base64url, of the thumbprint of the proof's key and its `jti`.
   */
  remember(id: string, until: number): boolean | Promise<boolean>
}

/** When a proof expires: by the wall clock, and by the clock that never jumps. */
interface Ends {
  readonly wall: number
  readonly monotonic: number
}

interface Generation {
  readonly entries: Map<string, Ends>
  /** When the last of the entries expires. */
  ends: Ends
}

/**
 * Creates a store in this process's memory. `now` returns epoch milliseconds. It holds 1,000,000 proofs at most; then
 * `remember` throws a {@link TokenRefused} with 503 until some have expired. Expired proofs are dropped when a later one
 * is remembered, at the latest one lifetime after they expire. A proof expires when both clocks say so, because a wall
 * clock that jumps ahead and back again makes proofs valid again: those that it makes valid later are kept until then.
 * `monotonicNow` returns milliseconds since any moment.
 */
export function createReplayStore(now: () => number, monotonicNow: () => number = defaultMonotonicNow): ReplayStore {
  return createBoundedReplayStore(now, 1_000_000, monotonicNow)
}

/**
 * Keeps two generations, so that the expired ones are dropped together and not searched for. They change by the clock
 * that never jumps. The proofs that the wall clock makes valid later, because it was ahead when they were used, are kept
 * apart: one of them must not keep a whole generation.
 */
export function createBoundedReplayStore(now: () => number, maximum: number, monotonicNow: () => number): ReplayStore {
  const isPast = ({ wall, monotonic }: Ends) => wall < now() && monotonic < monotonicNow()
  const apart = new Map<string, Ends>()
  let [current, previous] = [createGeneration(), createGeneration()]
  /** Drops the previous generation, except for the proofs that the wall clock would accept. */
  const change = () => {
    for (const [id, ends] of apart) if (isPast(ends)) apart.delete(id)
    if (!isPast(previous.ends)) for (const [id, ends] of previous.entries) if (!isPast(ends)) apart.set(id, ends)
    previous = current
    current = createGeneration()
  }
  return {
    remember(id, until) {
      if (previous.ends.monotonic < monotonicNow()) change()
      // Once more if what was the current generation has expired too.
      if (previous.ends.monotonic < monotonicNow()) change()
      for (const entries of [current.entries, previous.entries, apart]) {
        const ends = entries.get(id)
        if (ends !== undefined && !isPast(ends)) return true
      }
      if (current.entries.size + previous.entries.size + apart.size >= maximum)
        throw new TokenRefused(
          'replay-store-unavailable',
          `more than ${maximum} proofs were used within their lifetime`,
        )
      const added = { wall: until, monotonic: monotonicNow() + until - now() }
      current.entries.set(id, added)
      const { wall, monotonic } = current.ends
      current.ends = { wall: Math.max(wall, added.wall), monotonic: Math.max(monotonic, added.monotonic) }
      return false
    },
  }
}

function createGeneration(): Generation {
  return { entries: new Map(), ends: { wall: Number.NEGATIVE_INFINITY, monotonic: Number.NEGATIVE_INFINITY } }
}
