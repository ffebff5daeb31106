/** A store that keeps some collections in files, across restarts; everything else is in memory. */
import { createHash } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { CannotStore, isFull } from './cannot-store.ts'
import { type DirectoryLock, lockDirectory } from './directory-lock.ts'
import { disk } from './disk.ts'
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
import type { Store } from './store.ts'

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

export interface FormerFile {
  readonly name: string
  /** @throws {Error} saying what is wrong with the document; only its `cause` may quote the content */
  changes(content: unknown): readonly Change[]
}

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
    mkdirSync(folder, { recursive: true, mode: 0o700 })
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

interface Folder {
  readonly folder: string
  readonly lock: DirectoryLock
  readonly now: () => number
  readonly onNote: (note: string) => void
}

interface OpenFile {
  readonly collections: readonly Collection<never>[]
  records<T>(collection: Collection<T>): Records<T>
  clear(): Promise<void>
  close(): Promise<void>
}

/** The file is rewritten when it is longer than this number of bytes, and four times as long as when it was last rewritten. */
const compactFrom = 64 * 1024

async function openFile(file: StoredFile, { folder, lock, now, onNote }: Folder): Promise<OpenFile> {
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
  /** Moves the file of the earlier version aside; it stays as a backup. */
  const retireFormer = async () => {
    if (former === undefined) return
    const from = join(folder, former.name)
    if (!(await exists(from))) return
    try {
      const to = await freeName(`${from}.old`)
      await disk.rename(from, to)
      onNote(`${from} is now ${to}; its records are in ${path}`)
    } catch (error) {
      const { message } = error as Error
      throw new TypeError(`cannot rename ${from}, whose records are in ${path}: ${message}`, { cause: error })
    }
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

/** Names the file in every error of `act`. */
async function named<T>(path: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act()
  } catch (error) {
    const { message, code, cause } = error as NodeJS.ErrnoException
    if (code !== undefined) throw new TypeError(`cannot read ${path}: ${message}`, { cause: error })
    throw new TypeError(`${path} is damaged (${message}): fix it, or delete it to start over`, {
      cause: cause ?? error,
    })
  }
}

/** The path, or with the first number that makes a name no file has. */
async function freeName(path: string): Promise<string> {
  for (let number = 1; ; number++) {
    const name = number === 1 ? path : `${path}.${number}`
    if (!(await exists(name))) return name
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false
    throw error
  }
}

interface FormerDocument {
  readonly content: unknown
  /** Of the whole file. */
  readonly digest: string
}

function digestOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/**
 * A crash between writing the file and renaming the former one leaves both. Otherwise an earlier version has written the former file since,
 * and neither contains all records.
 * @throws {TypeError} saying which file to delete
 */
async function assertMadeFrom(former: string, path: string, madeFrom: string | undefined): Promise<void> {
  const bytes = await named(former, async () => ((await exists(former)) ? readFile(former) : undefined))
  if (bytes === undefined || digestOf(bytes) === madeFrom) return
  throw new TypeError(
    `both ${former} and ${path} exist, with different records: an earlier version of helseid-mock has written the first. Copy both, then delete ${path} to go on with the records of the first, or delete ${former} to go on with those of the second`,
  )
}

/** A JSON document. Undefined if the file does not exist. The content may be secret, so the error does not quote it. */
async function readDocument(path: string): Promise<FormerDocument | undefined> {
  if (!(await exists(path))) return undefined
  const bytes = await readFile(path)
  if (bytes.length === 0) throw new Damaged('it is empty')
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch (error) {
    throw new Damaged('it is not UTF-8', { cause: error })
  }
  if (text.startsWith('\uFEFF')) throw new Damaged('it starts with a byte order mark: save it as UTF-8 without one')
  try {
    return { content: JSON.parse(text), digest: digestOf(bytes) }
  } catch (error) {
    throw new Damaged('it is not JSON', { cause: error })
  }
}
