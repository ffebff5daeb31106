/** A store that keeps some collections in files, across restarts; everything else is in memory. */
import { lockDirectory } from './directory-lock.ts'
import { makeFolder } from './make-folder.ts'
import { createMemoryStore } from './memory.ts'
import type { Collection, Records } from './records.ts'
import type { Store } from './store.ts'
import { type OpenFile, openFile, type StoredFile } from './stored-file.ts'

export interface DataDirOptions {
  /** In epoch milliseconds. Default: real time. */
  readonly now?: () => number
  /** Receives what the owner of the folder should know, such as an incomplete line after a crash. */
  readonly onNote?: (note: string) => void
}

export interface DataDir extends Store {
  /** Completes the changes under way and unlocks the folder. Further changes reject with `CannotStore`. */
  close(): Promise<void>
}

/**
 * Opens and locks a folder. When the promise of a change resolves, the change has been synced to its file; when it rejects, with
 * `CannotStore`, nothing has changed. Changes that arrive during a write share the next one. Expiring records are written without their
 * expiry, and scopes are in memory only.
 * @throws {TypeError} saying what is wrong with the folder or its content, or who uses it
 */
export async function openDataDir(
  folder: string,
  files: readonly StoredFile[],
  { now = Date.now, onNote = () => undefined }: DataDirOptions = {},
): Promise<DataDir> {
  try {
    makeFolder(folder, 0o700)
  } catch (error) {
    throw new TypeError(`cannot create the data directory ${folder}: ${(error as Error).message}`, { cause: error })
  }
  const lock = await lockDirectory(folder, {
    onLost: (message) => onNote(`the data directory ${folder} is no longer locked: ${message}`),
    onWait: (message) => onNote(`the data directory ${folder}: ${message}`),
  })
  const opened: OpenFile[] = []
  const closeAll = async () => {
    try {
      await Promise.all(opened.map((file) => file.close()))
    } finally {
      await lock.release()
    }
  }
  try {
    for (const file of files) opened.push(await openFile(file, { folder, lock, now, onNote }))
  } catch (error) {
    await closeAll()
    throw error
  }
  const { records, ...memory } = createMemoryStore({ now })
  let closed: Promise<void> | undefined
  return {
    ...memory,
    records<T>(collection: Collection<T>): Records<T> {
      const file = opened.find(({ collections }) =>
        collections.some(({ name, schema }) => name === collection.name && schema === collection.schema),
      )
      return file === undefined ? records(collection) : file.records(collection)
    },
    async clear() {
      await Promise.all([memory.clear(), ...opened.map((file) => file.clear())])
    },
    close() {
      closed ??= closeAll()
      return closed
    },
  }
}
