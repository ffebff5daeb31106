/** A store that keeps some collections in files, across restarts; everything else is in memory. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createMemoryStore } from './memory.ts'
import type { Collection, Records } from './records.ts'
import { createSerialQueue } from './serial-queue.ts'
import type { Store } from './store.ts'

/** A file of the folder, and how it holds the records of its collections. */
export interface StoredFile {
  readonly name: string
  /** Names of the collections. */
  readonly collections: readonly string[]
  /**
   * Loads the content of the file, parsed as JSON, into an empty store.
   * @throws {Error} saying what is wrong with it; only its `cause` may quote the content
   */
  load(content: unknown, store: Store): Promise<void>
  /** Returns the content of the store, for the file. */
  save(store: Store): Promise<unknown>
}

/**
 * Opens a folder, for one twin at a time. When the promise of a change resolves, the change is in its file; a change that cannot be
 * written is undone. Expiring records are written without their expiry, and scopes are in memory only. `now` is in epoch milliseconds.
 * @throws {TypeError} saying what is wrong with the folder or its content
 */
export async function openDataDir(
  folder: string,
  files: readonly StoredFile[],
  now: () => number = Date.now,
): Promise<Store> {
  try {
    mkdirSync(folder, { recursive: true })
  } catch (error) {
    throw new TypeError(`cannot create the data directory ${folder}: ${(error as Error).message}`, { cause: error })
  }
  const opened: OpenFile[] = []
  for (const file of files) opened.push(await openFile(folder, file, now))
  const { records, ...memory } = createMemoryStore({ now })
  return {
    ...memory,
    records<T>(collection: Collection<T>): Records<T> {
      const file = opened.find(({ collections }) => collections.includes(collection.name))
      return file === undefined ? records(collection) : file.records(collection)
    },
    async clear() {
      await Promise.all([memory.clear(), ...opened.map((file) => file.clear())])
    },
  }
}

interface OpenFile {
  readonly collections: readonly string[]
  records<T>(collection: Collection<T>): Records<T>
  clear(): Promise<void>
}

async function openFile(
  folder: string,
  { name, collections, load, save }: StoredFile,
  now: () => number,
): Promise<OpenFile> {
  const path = join(folder, name)
  const memory = createMemoryStore({ now })
  const enqueue = createSerialQueue()
  let written = readText(path)
  let pending: Promise<void> | undefined

  const loadWritten = async () => {
    if (written === undefined) return
    try {
      await load(parse(written), memory)
    } catch (error) {
      const { message, cause } = error as Error
      throw new TypeError(`${path} is damaged (${message}): fix it, or delete it to start over`, { cause })
    }
  }
  const write = async () => {
    const text = `${JSON.stringify(await save(memory), null, 2)}\n`
    if (text === written) return
    try {
      // Atomic, whenever the process ends.
      writeFileSync(`${path}.new`, text, { mode: 0o600 })
      renameSync(`${path}.new`, path)
      written = text
    } catch (error) {
      await memory.clear()
      await loadWritten()
      throw new TypeError(`cannot write to the data directory ${folder}: ${(error as Error).message}`, {
        cause: error,
      })
    }
  }
  /** Concurrent changes share one write. */
  const flush = () => {
    pending ??= enqueue(() => {
      pending = undefined
      return write()
    })
    return pending
  }
  const changing = async <T>(change: () => Promise<T>): Promise<T> => {
    const changed = await enqueue(change)
    await flush()
    return changed
  }

  await loadWritten()
  return {
    collections,
    records(collection) {
      const records = memory.records(collection)
      return {
        ...records,
        put: (id, value, options) => changing(() => records.put(id, value, options)),
        delete: (id) => changing(() => records.delete(id)),
        clear: () => changing(() => records.clear()),
      }
    },
    clear: () => changing(() => memory.clear()),
  }
}

/** Undefined if the file does not exist. */
function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw new TypeError(`cannot read ${path}: ${(error as Error).message}`, { cause: error })
  }
}

/** The content may be secret, so the error does not quote it. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new Error('it is not JSON', { cause: error })
  }
}
