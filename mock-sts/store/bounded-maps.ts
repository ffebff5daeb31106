/** Named maps whose entries expire, and which together hold a bounded number of them. */

export interface Expiring {
  /** Last moment at which the entry is there, in epoch milliseconds; `Infinity` for one that stays. */
  readonly until: number
  /** A second key, by which entries are found. */
  readonly secondKey?: string | undefined
}

export interface ExpiringMap<E extends Expiring> {
  get(key: string): E | undefined
  /** Replaces the entry of a key in its place, or adds one at the end. @throws {RangeError} if there is no room left */
  set(key: string, entry: E): void
  delete(key: string): boolean
  /** In the order in which they were added. */
  entries(): IterableIterator<readonly [string, E]>
  /** The keys of the entries that have this second key. */
  find(secondKey: string): readonly string[]
  clear(): void
}

export interface BoundedMaps<E extends Expiring> {
  /** The same name gives the same entries every time; `now` is in epoch milliseconds. */
  map(name: string, now: () => number): ExpiringMap<E>
  /** Removes the maps whose name begins with `prefix`. */
  clear(prefix: string): void
}

interface Shelf<E> {
  readonly entries: Map<string, E>
  readonly index: Map<string, Set<string>>
  readonly now: () => number
}

/** Expired entries are swept out when their number has doubled since the last time, and from this number on. */
const sweepFrom = 1024

/**
 * When `max` entries are there and none has expired, a tenth makes room: the oldest of those that can expire, from the fullest map
 * first, so that a flood in one map spares the others.
 */
export function createBoundedMaps<E extends Expiring>(max: number): BoundedMaps<E> {
  const shelves = new Map<string, Shelf<E>>()
  let total = 0
  let sweepAt = Math.min(sweepFrom, max)

  const remove = ({ entries, index }: Shelf<E>, key: string) => {
    const { secondKey } = entries.get(key) ?? {}
    if (secondKey !== undefined) unlist(index, secondKey, key)
    if (entries.delete(key)) total--
  }
  const removeShelf = (name: string) => {
    total -= shelves.get(name)?.entries.size ?? 0
    shelves.delete(name)
  }
  const sweep = () => {
    for (const [name, shelf] of shelves) {
      const now = shelf.now()
      for (const [key, { until }] of shelf.entries) if (until < now) remove(shelf, key)
      if (shelf.entries.size === 0) shelves.delete(name)
    }
    if (total >= max) makeRoom()
    sweepAt = Math.min(Math.max(2 * total, sweepFrom), max)
  }
  const makeRoom = () => {
    const enough = max - Math.ceil(max / 10)
    for (const shelf of [...shelves.values()].sort((a, b) => b.entries.size - a.entries.size))
      for (const [key, { until }] of shelf.entries) {
        if (total <= enough) return
        if (until !== Number.POSITIVE_INFINITY) remove(shelf, key)
      }
    if (total >= max) throw new RangeError(`the memory store is full: it holds ${max} entries that never expire`)
  }

  return {
    map(name, now) {
      const get = (key: string) => {
        const shelf = shelves.get(name)
        const entry = shelf?.entries.get(key)
        if (shelf === undefined || entry === undefined || entry.until >= now()) return entry
        remove(shelf, key)
        return undefined
      }
      return {
        get,
        set(key, entry) {
          const before = get(key)
          if (before === undefined && total >= sweepAt) sweep()
          const shelf = shelves.get(name) ?? { entries: new Map(), index: new Map(), now }
          shelves.set(name, shelf)
          if (before === undefined) total++
          else if (before.secondKey !== undefined) unlist(shelf.index, before.secondKey, key)
          shelf.entries.set(key, entry)
          if (entry.secondKey !== undefined) list(shelf.index, entry.secondKey, key)
        },
        delete(key) {
          const shelf = shelves.get(name)
          if (shelf === undefined || get(key) === undefined) return false
          remove(shelf, key)
          return true
        },
        *entries() {
          for (const key of shelves.get(name)?.entries.keys() ?? []) {
            const entry = get(key)
            if (entry !== undefined) yield [key, entry]
          }
        },
        find: (secondKey) =>
          [...(shelves.get(name)?.index.get(secondKey) ?? [])].filter((key) => get(key) !== undefined),
        clear: () => removeShelf(name),
      }
    },
    clear(prefix) {
      for (const name of shelves.keys()) if (name.startsWith(prefix)) removeShelf(name)
    },
  }
}

function list(index: Map<string, Set<string>>, secondKey: string, key: string): void {
  const keys = index.get(secondKey)
  if (keys === undefined) index.set(secondKey, new Set([key]))
  else keys.add(key)
}

function unlist(index: Map<string, Set<string>>, secondKey: string, key: string): void {
  const keys = index.get(secondKey)
  if (keys?.delete(key) && keys.size === 0) index.delete(secondKey)
}
