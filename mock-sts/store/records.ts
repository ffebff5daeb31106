/** Plain JSON values, kept by id in a collection. */

/** What a collection holds, and how its values are found. */
export interface Collection<T> {
  readonly name: string
  /** Version of the values' shape: records written with another one are not there. Raise it when the shape changes. */
  readonly schema: number
  /** The secondary key of a value, for `find`. Default: none has one. */
  readonly key?: (value: T) => string | undefined
}

export interface StoredRecord<T> {
  readonly id: string
  /** A copy: changing it changes nothing in the store. */
  readonly value: T
  /** Differs after every `put` of the id, also after a `delete` between two of them. */
  readonly version: number
}

export interface PutOptions {
  /** Last moment at which the record is there, in epoch milliseconds of the store's clock. Default: until it is deleted. */
  readonly until?: number
  /** Puts the value only if this is the version there, or, with `absent`, if there is no record. Default: in any case. */
  readonly ifVersion?: number | 'absent'
}

/** Each call is atomic. */
export interface Records<T> {
  get(id: string): Promise<StoredRecord<T> | undefined>
  /** Resolves with the new version; undefined if `ifVersion` is not what is there, and nothing has changed then. */
  put(id: string, value: T, options?: PutOptions): Promise<number | undefined>
  /** False if there was no such record. */
  delete(id: string): Promise<boolean>
  /** Records whose id begins with `prefix` (default: all), in the order in which they were first put. */
  list(prefix?: string): Promise<readonly StoredRecord<T>[]>
  /** Records whose value has this secondary key, in any order. */
  find(key: string): Promise<readonly StoredRecord<T>[]>
  /** Deletes every record of the collection. */
  clear(): Promise<void>
}
