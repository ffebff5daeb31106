/** Named maps whose entries expire, with a limit on their total number. */

export interface Expiring {
  /** Last moment at which the entry exists, in epoch milliseconds; `Infinity` if it does not expire. */
  readonly until: number
  /** Secondary key for `find`. */
  readonly secondKey?: string | undefined
}

export interface ExpiringMap<E extends Expiring> {
  get(key: string): E | undefined
  /** Replaces an entry, keeping its position, or adds one at the end. @throws {StoreFull} if there is no room left */
  set(key: string, entry: E): void
  delete(key: string): boolean
  /** In insertion order. */
  entries(): IterableIterator<readonly [string, E]>
  /** Keys of the entries with this secondary key. */
  find(secondKey: string): readonly string[]
  clear(): void
}

export interface BoundedMaps<E extends Expiring> {
  /** The same name always returns the same entries. `now` is in epoch milliseconds. */
  map(name: string, now: () => number): ExpiringMap<E>
  /** Removes the maps whose name begins with `prefix`. */
  clear(prefix: string): void
}

export interface BoundedMapsOptions {
  /** Called each time entries are removed because there are too many. */
  readonly onFull?: (() => void) | undefined
  /** Calls a function after that many milliseconds. If given, expired entries are removed while no one uses the maps. */
  readonly later?: (run: () => void, milliseconds: number) => void
}

/** Every entry of a full store is one that never expires. */
export class StoreFull extends RangeError {
  constructor(max: number) {
    super(`the memory store is full: it holds ${max} entries that never expire`)
  }
}

interface Shelf<E> {
  readonly entries: Map<string, E>
  readonly index: Map<string, Set<string>>
  readonly now: () => number
}

/** Expired entries are removed when the number of entries has doubled since the last time, but not below this number. */
const sweepFrom = 1024

/** Expired entries are removed this often, in milliseconds, while there are entries that can expire. */
const sweepInterval = 60_000

/**
 * When there are `max` entries and none has expired, a tenth is removed: the oldest entries that can expire, from the fullest map
 * first, so that a flood in one map does not affect the others.
 */
export function createBoundedMaps<E extends Expiring>(
  max: number,
  { onFull, later }: BoundedMapsOptions = {},
): BoundedMaps<E> {
  const shelves = new Map<string, Shelf<E>>()
  let total = 0
  let sweepAt = Math.min(sweepFrom, max)

  const remove = ({ entries, index }: Shelf<E>, key: string) => {
    const { secondKey } = entries.get(key) ?? {}
    if (secondKey !== undefined) unlist(index, secondKey, key)
    if (entries.delete(key)) total--
  }
  let isPlanned = false
  const planSweep = () => {
    if (isPlanned || later === undefined) return
    isPlanned = true
    later(() => {
      isPlanned = false
      sweep()
      const canExpire = [...shelves.values()].some(({ entries }) =>
        entries.values().some(({ until }) => until !== Number.POSITIVE_INFINITY),
      )
      if (canExpire) planSweep()
    }, sweepInterval)
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
    sweepAt = Math.min(Math.max(2 * total, sweepFrom), max)
  }
  const makeRoom = () => {
    onFull?.()
    const enough = max - Math.ceil(max / 10)
    for (const shelf of [...shelves.values()].sort((a, b) => b.entries.size - a.entries.size))
      for (const [key, { until }] of shelf.entries) {
        if (total <= enough) return
        if (until !== Number.POSITIVE_INFINITY) remove(shelf, key)
      }
    if (total >= max) throw new StoreFull(max)
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
          if (before === undefined && total >= sweepAt) {
            sweep()
            if (total >= max) makeRoom()
          }
          if (entry.until !== Number.POSITIVE_INFINITY) planSweep()
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
