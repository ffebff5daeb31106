/** Where a twin keeps its state: in memory, in a directory, or in a database that several processes share. */
import type { Once } from './once.ts'
import type { Collection, Records } from './records.ts'

export interface Store {
  /** The same name and schema give the same records every time. */
  records<T>(collection: Collection<T>): Records<T>
  /** Keys of one kind: the same name gives the same keys every time. */
  once(name: string): Once
  /**
   * A store within this one: its names are its own, and expiry goes by `now`, in epoch milliseconds. Default: this store's clock.
   * A clock may move back; what has expired by then may be gone for good.
   */
  scoped(name: string, now?: () => number): Store
  /** Forgets everything in this store, and in those within it. */
  clear(): Promise<void>
}
