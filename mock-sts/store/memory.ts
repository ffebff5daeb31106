/** The store in the memory of this process: bounded, and lost when the process ends. */
import { hash } from 'node:crypto'
import { limits } from '../limits.ts'
import { type BoundedMaps, createBoundedMaps } from './bounded-maps.ts'
import type { Once } from './once.ts'
import type { Collection, Records } from './records.ts'
import type { Store } from './store.ts'

export interface MemoryStoreOptions {
  /** In epoch milliseconds. Default: real time. */
  readonly now?: () => number
  /** Default: 20,000. When full, the oldest records that can expire are removed. */
  readonly maxRecords?: number
  /** Default: 200,000. When full, the oldest uses that can expire are removed; their keys could be used again. */
  readonly maxUses?: number
  /** Called each time uses are removed because there are too many. */
  readonly onUsesFull?: () => void
  /** Starts a timer that does not keep the process alive. Default: a real one, even under fake timers. */
  readonly later?: Later
}

/** Calls `run` after that many milliseconds. */
export type Later = (run: () => void, milliseconds: number) => void

// Taken when the module loads, because fake timers replace the global one later.
const { setTimeout: startTimer } = globalThis
const realLater: Later = (run, milliseconds) => void startTimer(run, milliseconds).unref()

interface RecordEntry {
  readonly until: number
  readonly secondKey: string | undefined
  readonly version: number
  /** The value as JSON, so that no caller shares it, and values behave as in any other store. */
  readonly json: string
}

interface UseEntry {
  readonly until: number
  readonly firstUsedAt: number
  uses: number
}

interface Memory {
  readonly records: BoundedMaps<RecordEntry>
  readonly uses: BoundedMaps<UseEntry>
  version: number
}

export function createMemoryStore(options: MemoryStoreOptions = {}): Store {
  const { now = Date.now, maxRecords = limits.records.value, maxUses = limits.replay.value } = options
  const { onUsesFull, later = realLater } = options
  const records = createBoundedMaps<RecordEntry>(maxRecords, { later })
  const uses = createBoundedMaps<UseEntry>(maxUses, { later, onFull: onUsesFull })
  return scope({ records, uses, version: 0 }, '', now)
}

function scope(memory: Memory, path: string, now: () => number): Store {
  return {
    records: (collection) => memoryRecords(memory, path, collection, now),
    once: (name) => memoryOnce(memory, path + encodeURIComponent(name), now),
    scoped: (name, clock = now) => scope(memory, `${path}${encodeURIComponent(name)}/`, clock),
    async clear() {
      memory.records.clear(path)
      memory.uses.clear(path)
    },
  }
}

function memoryRecords<T>(
  memory: Memory,
  path: string,
  { name, schema, key }: Collection<T>,
  now: () => number,
): Records<T> {
  const map = memory.records.map(`${path}${encodeURIComponent(name)}@${schema}`, now)
  const stored = (id: string, { json, version }: RecordEntry) => ({ id, value: JSON.parse(json) as T, version })
  return {
    async get(id) {
      const entry = map.get(id)
      return entry && stored(id, entry)
    },
    async put(id, value, { until = Number.POSITIVE_INFINITY, ifVersion } = {}) {
      if (ifVersion !== undefined && ifVersion !== (map.get(id)?.version ?? 'absent')) return undefined
      const version = memory.version + 1
      map.set(id, { until, secondKey: key?.(value), version, json: JSON.stringify(value) })
      memory.version = version
      return version
    },
    delete: async (id) => map.delete(id),
    list: async (prefix = '') =>
      [...map.entries()].filter(([id]) => id.startsWith(prefix)).map(([id, entry]) => stored(id, entry)),
    find: async (secondKey) => map.find(secondKey).map((id) => stored(id, map.get(id) as RecordEntry)),
    clear: async () => map.clear(),
  }
}

function memoryOnce({ uses }: Memory, name: string, now: () => number): Once {
  const map = uses.map(name, now)
  // Of a fixed size, because senders of requests choose the keys.
  const shorten = (key: string) => hash('sha256', key, 'base64url')
  return {
    async use(key, { until = Number.POSITIVE_INFINITY, times = 1 } = {}) {
      const short = shorten(key)
      const known = map.get(short)
      if ((known?.uses ?? 0) >= times) return { used: false, firstUsedAt: known?.firstUsedAt ?? now() }
      if (known === undefined) {
        map.set(short, { until, firstUsedAt: now(), uses: 1 })
        return { used: true, nth: 1 }
      }
      known.uses++
      return { used: true, nth: known.uses }
    },
    forget: async (key) => map.delete(shorten(key)),
    clear: async () => map.clear(),
  }
}
