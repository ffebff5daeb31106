/** Collections that are kept in one file, with all their records in memory too. */
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { CannotStore, isFull } from './cannot-store.ts'
import type { DirectoryLock } from './directory-lock.ts'
import { disk } from './disk.ts'
import { assertMadeFrom, type FormerFile, named, readDocument, retire } from './former-file.ts'
import { createMemoryStore } from './memory.ts'
import {
  type Change,
  type Commit,
  collectionOf,
  Damaged,
  openLog,
  type RecordLog,
  readLog,
  writeLog,
} from './record-log.ts'
import type { Collection, Records } from './records.ts'
import { createSerialQueue } from './serial-queue.ts'

/** A file of the folder. */
export interface StoredFile {
  readonly name: string
  readonly collections: readonly Collection<never>[]
  /**
   * Checks a stored value. Returns a warning about a value that can be loaded but not used.
   * @throws {Error} saying what is wrong with it; only its `cause` may quote the content
   */
  check(collection: string, value: unknown): Promise<string | undefined>
  /** The file in which an earlier version kept the same records, as one JSON document. */
  readonly former?: FormerFile
}

interface Folder {
  readonly folder: string
  readonly lock: DirectoryLock
  readonly now: () => number
  readonly onNote: (note: string) => void
}

export interface OpenFile {
  readonly collections: readonly Collection<never>[]
  records<T>(collection: Collection<T>): Records<T>
  clear(): Promise<void>
  close(): Promise<void>
}

/** The file is rewritten when it is longer than this number of bytes, and four times as long as when it was last rewritten. */
const compactFrom = 64 * 1024

/**
 * Loads the records of a file; writes nothing before the first change, except that it drops outdated lines.
 * @throws {TypeError} saying what is wrong with the file
 */
export async function openFile(file: StoredFile, { folder, lock, now, onNote }: Folder): Promise<OpenFile> {
  const { collections, former } = file
  const path = join(folder, file.name)
  const memory = createMemoryStore({ now })
  const enqueue = createSerialQueue()
  const collectionNamed = (name: string) => collections.find((collection) => collection.name === name)
  let log: RecordLog | undefined
  /** What memory holds before the file exists. */
  let base: readonly Commit[] = []
  let sizeWhenCompact = 0
  /** Of the former file whose records are in this one, until that file is moved aside. */
  let madeFrom: string | undefined
  let batch: string[] = []
  let pending: Promise<void> | undefined
  let closed = false

  const load = async (commits: readonly Commit[]) => {
    await memory.clear()
    for (const { line, changes } of commits)
      for (const change of changes) {
        const collection = collectionNamed(collectionOf(change))
        if (collection === undefined)
          throw new Damaged(`line ${line} names a collection that this version does not know`)
        const records = memory.records<unknown>(collection as Collection<unknown>)
        if ('put' in change) await records.put(change.id, change.value)
        else if ('delete' in change) await records.delete(change.id)
        else await records.clear()
      }
  }
  /** Checks the records that are left, not those that a later line has replaced. */
  const check = async (commits: readonly Commit[], where: string) => {
    const lines = new Map<string, number>()
    for (const { line, changes } of commits)
      for (const change of changes) if ('put' in change) lines.set(`${change.put} ${change.id}`, line)
    for (const collection of collections)
      for (const { id, value } of await memory.records<unknown>(collection as Collection<unknown>).list()) {
        const line = lines.get(`${collection.name} ${id}`)
        const at = line === 0 ? '' : `line ${line}: `
        try {
          const warning = await file.check(collection.name, value)
          if (warning !== undefined) onNote(`${where}: ${at}${warning}`)
        } catch (error) {
          throw new Damaged(`${at}${(error as Error).message}`, { cause: (error as Error).cause ?? error })
        }
      }
  }
  const allChanges = async () => {
    const lines: string[] = []
    for (const collection of collections)
      for (const { id, value } of await memory.records<unknown>(collection as Collection<unknown>).list())
        lines.push(JSON.stringify({ put: collection.name, id, value }))
    return lines
  }
  /** Rewrites the file without outdated lines. */
  const compact = async () => {
    const before = log
    log = await writeLog(path, await allChanges(), { beforeRename: lock.assertHeld, madeFrom })
    sizeWhenCompact = log.size
    await before?.close()
    // The file has been replaced, so a failure from here on does not refuse the change.
    try {
      await disk.syncFolder(folder)
    } catch (error) {
      if (!isUnsupported(error))
        onNote(`${path} was replaced, but ${folder} could not be synced: ${(error as Error).message}`)
    }
  }
  const retireFormer = async () => {
    if (former === undefined) return
    const from = join(folder, former.name)
    const to = await retire(from, path)
    if (to !== undefined) onNote(`${from} is now ${to}; its records are in ${path}`)
  }
  const write = async (changes: readonly string[]) => {
    try {
      if (closed) throw new Error('the twin has been closed')
      if (log?.broken) throw new Error(`${path} could not be restored after a failure: restart the twin`)
      await lock.assertHeld()
      if (log !== undefined) return await log.append(changes)
      await compact()
    } catch (error) {
      await load(log === undefined ? base : await log.read())
      throw cannotWrite(folder, error)
    }
    try {
      await retireFormer()
    } catch (error) {
      onNote((error as Error).message)
    }
  }
  /** Outdated lines cost room and time only, so a failure does not refuse the change. */
  const compactIfLong = async () => {
    if (log === undefined || log.size < compactFrom || log.size < 4 * sizeWhenCompact) return
    try {
      await compact()
    } catch (error) {
      sizeWhenCompact = log.size
      onNote(`${path} could not be rewritten, and keeps growing: ${(error as Error).message}`)
    }
  }
  /** Concurrent changes share one write. */
  const flush = () => {
    pending ??= enqueue(async () => {
      pending = undefined
      const changes = batch
      batch = []
      await write(changes)
      await compactIfLong()
    })
    return pending
  }
  /** `change` returns its result, and how to make the change again. */
  const changing = async <T>(change: () => Promise<readonly [T, Change | undefined]>): Promise<T> => {
    const [result, written] = await enqueue(async () => {
      const made = await change()
      if (made[1] !== undefined) batch.push(JSON.stringify(made[1]))
      return made
    })
    if (written !== undefined) await flush()
    return result
  }
  const changingRecords = <T>(collection: Collection<T>): Records<T> => {
    const { name } = collection
    const records = memory.records(collection)
    return {
      ...records,
      put: (id, value, options) =>
        changing(async () => {
          const version = await records.put(id, value, options)
          return [version, version === undefined ? undefined : { put: name, id, value }]
        }),
      delete: (id) =>
        changing(async () => {
          const existed = await records.delete(id)
          return [existed, existed ? { delete: name, id } : undefined]
        }),
      clear: () =>
        changing(async () => {
          const isEmpty = (await records.list()).length === 0
          await records.clear()
          return [undefined, isEmpty ? undefined : { clear: name }]
        }),
    }
  }
  const start = async () => {
    // Left behind by a crash.
    await rm(`${path}.new`, { force: true })
    const content = await named(path, () => readLog(path))
    if (content === undefined) {
      if (former === undefined) return
      const formerPath = join(folder, former.name)
      await named(formerPath, async () => {
        const document = await readDocument(formerPath)
        if (document === undefined) return
        madeFrom = document.digest
        base = [{ line: 0, changes: former.changes(document.content) }]
        await load(base)
        await check(base, formerPath)
      })
      return
    }
    if (former !== undefined) await assertMadeFrom(join(folder, former.name), path, content.madeFrom)
    madeFrom = content.madeFrom
    await named(path, async () => {
      await load(content.commits)
      await check(content.commits, path)
    })
    if (content.torn !== undefined)
      onNote(`${path}: line ${content.torn} was left incomplete by a crash and is dropped; it was never confirmed`)
    await named(path, async () => {
      log = await openLog(path, content)
    })
    await retireFormer()
    madeFrom = undefined
    sizeWhenCompact = content.size
    try {
      // Always, because after this a former holder of the lock has no access to the file.
      await compact()
    } catch (error) {
      if (!isFull(error)) throw cannotWrite(folder, error)
      onNote(`${path} could not be rewritten, because the disk is full`)
    }
  }

  try {
    await start()
  } catch (error) {
    await log?.close()
    throw error
  }
  return {
    collections,
    records: changingRecords,
    async clear() {
      await Promise.all(collections.map((collection) => changingRecords(collection).clear()))
    },
    async close() {
      await enqueue(async () => undefined)
      await pending?.catch(() => undefined)
      closed = true
      await enqueue(async () => log?.close())
    },
  }
}

function cannotWrite(folder: string, cause: unknown): CannotStore {
  const { message } = cause as Error
  const reason = cause instanceof CannotStore ? cause.reason : isFull(cause) ? 'full' : 'failed'
  const hint = reason === 'full' ? ' (free some room on its disk, then try again)' : ''
  return new CannotStore(`cannot write to the data directory ${folder}: ${message}${hint}`, reason, { cause })
}

/** Some network file systems cannot sync a folder; they keep its names by their own means, and nothing else can be done. */
function isUnsupported(error: unknown): boolean {
  return ['EINVAL', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')
}
