/** The store of a twin's state: in memory, in a directory, or in a database shared by several processes. */
import type { Once } from './once.ts'
import type { Collection, Records } from './records.ts'

export interface Store {
  /** The same name and schema always return the same records. */
  records<T>(collection: Collection<T>): Records<T>
  /** Keys of one kind. The same name always returns the same keys. */
  once(name: string): Once
  /**
   * A store within this one, with its own names. Entries expire by `now`, in epoch milliseconds; default: this store's clock. The
   * clock may move back, but expired entries may be lost for good.
   */
  scoped(name: string, now?: () => number): Store
  /** Removes everything from this store and the stores within it. */
  clear(): Promise<void>
}
