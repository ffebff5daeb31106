/** JSON values, stored by id in a collection. */

/** A collection, and how to find its values. */
export interface Collection<T> {
  readonly name: string
  /** Schema version of the values. Records of another version are invisible. Increase it when the schema changes. */
  readonly schema: number
  /** Returns the secondary key of a value, for `find`. Default: no secondary keys. */
  readonly key?: (value: T) => string | undefined
}

export interface StoredRecord<T> {
  readonly id: string
  /** A copy: changing it does not change the store. */
  readonly value: T
  /** Changes with every `put` of the id, even with a `delete` in between. */
  readonly version: number
}

export interface PutOptions {
  /** Last moment at which the record exists, in epoch milliseconds of the store's clock. Default: until it is deleted. */
  readonly until?: number
  /** Puts the value only if the record has this version or, with `absent`, does not exist. Default: always. */
  readonly ifVersion?: number | 'absent'
}

/** Each call is atomic. */
export interface Records<T> {
  get(id: string): Promise<StoredRecord<T> | undefined>
  /** Resolves with the new version, or with undefined, changing nothing, if `ifVersion` does not match. */
  put(id: string, value: T, options?: PutOptions): Promise<number | undefined>
  /** False if the record did not exist. */
  delete(id: string): Promise<boolean>
  /** Records whose id starts with `prefix` (default: all), in the order of their first `put`. */
  list(prefix?: string): Promise<readonly StoredRecord<T>[]>
  /** Records with this secondary key, in any order. */
  find(key: string): Promise<readonly StoredRecord<T>[]>
  /** Deletes every record of the collection. */
  clear(): Promise<void>
}
