/** A file of changes to records, one commit a line: appended to, and rewritten now and then without outdated lines. */
import { type FileHandle, open, readFile, rename, rm } from 'node:fs/promises'
import { TextDecoder } from 'node:util'
import { disk } from './disk.ts'

/** A change of a collection, named by `put`, `delete` or `clear`. */
export type Change =
  | { readonly put: string; readonly id: string; readonly value: unknown }
  | { readonly delete: string; readonly id: string }
  | { readonly clear: string }

/** The changes of one line. After a crash either all of them exist or none. */
export interface Commit {
  /** Number of the line, from 1. */
  readonly line: number
  readonly changes: readonly Change[]
}

export interface LogContent {
  readonly commits: readonly Commit[]
  /** Number of the line that a crash left incomplete; such a commit was never confirmed. */
  readonly torn?: number
  /** Length without the incomplete line, in bytes. */
  readonly size: number
  /** The last line is complete but has no line feed, as some editors leave it. */
  readonly unterminated?: boolean
  /** SHA-256 of the file of an earlier version that the log was made from, in hexadecimal digits. */
  readonly madeFrom?: string
}

/** The first line of every log. */
const heading = '{"file":"records of helseid-mock","version":1}'

/** The heading of a log made from the file of an earlier version. */
const headingFrom = (digest: string) => heading.replace('}', `,"madeFrom":"${digest}"}`)

/** What is wrong with a log; never quotes the file, which may contain keys. */
export class Damaged extends Error {}

/**
 * Undefined if the file does not exist.
 * @throws {Damaged} naming the line
 */
export async function readLog(path: string): Promise<LogContent | undefined> {
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  return bytes && parseLog(bytes)
}

/** @throws {Damaged} naming the line */
function parseLog(bytes: Uint8Array): LogContent {
  const commits: Commit[] = []
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  if (bytes.length === 0) throw new Damaged('it is empty')
  let start = 0
  let unterminated = false
  let madeFrom: string | undefined
  for (let line = 1; start < bytes.length; line++) {
    const newline = bytes.indexOf(0x0a, start)
    unterminated = newline < 0
    const end = unterminated ? bytes.length : newline
    const parsed = parseLine(decoder, bytes.subarray(start, end), line)
    if (typeof parsed === 'string') {
      if (unterminated && line > 1)
        return { commits, torn: line, size: start, ...(madeFrom !== undefined && { madeFrom }) }
      throw new Damaged(`line ${line} ${parsed}`)
    }
    if (line > 1) commits.push({ line, changes: parsed })
    else madeFrom = digestIn(decoder.decode(bytes.subarray(start, end)))
    start = unterminated ? end : end + 1
  }
  return { commits, size: start, ...(unterminated && { unterminated }), ...(madeFrom !== undefined && { madeFrom }) }
}

/** The changes of a line, or what is wrong with it. */
function parseLine(decoder: TextDecoder, bytes: Uint8Array, line: number): readonly Change[] | string {
  let text: string
  try {
    text = decoder.decode(bytes).replace(/\r$/, '')
  } catch {
    return 'is not UTF-8'
  }
  if (text.startsWith('\uFEFF')) return 'starts with a byte order mark: save the file as UTF-8 without one'
  if (line === 1)
    return text === headingFrom(digestIn(text) ?? '') || text === heading
      ? []
      : 'does not name the format of this version of helseid-mock'
  let content: unknown
  try {
    content = JSON.parse(text)
  } catch {
    return 'is not JSON'
  }
  const changes = Array.isArray(content) ? content : [content]
  return changes.every(isChange) ? changes : 'is not a change of a record'
}

/** The digest in a heading. */
function digestIn(text: string): string | undefined {
  return /"madeFrom":"([0-9a-f]{64})"/.exec(text)?.[1]
}

function isChange(value: unknown): value is Change {
  const { put, delete: deleted, clear, id, value: stored } = (value ?? {}) as Record<string, unknown>
  if (typeof put === 'string') return typeof id === 'string' && stored !== undefined
  return typeof clear === 'string' || (typeof deleted === 'string' && typeof id === 'string')
}

/** The name of the collection that a change concerns. */
export function collectionOf(change: Change): string {
  if ('put' in change) return change.put
  return 'delete' in change ? change.delete : change.clear
}

/** An open log. Only one call at a time. */
export interface RecordLog {
  /** Bytes on disk. */
  readonly size: number
  /** The confirmed commits. */
  read(): Promise<readonly Commit[]>
  /** Appends one commit; when it rejects, the file is as before, or `broken`. The changes are JSON. */
  append(changes: readonly string[]): Promise<void>
  /** True if the content of the file is unknown after a failure; then it must not be written again. */
  readonly broken: boolean
  close(): Promise<void>
}

/** Opens a log that has been read; removes its incomplete last line, or ends it. */
export async function openLog(path: string, content: LogContent): Promise<RecordLog> {
  const file = await open(path, 'r+')
  try {
    if (content.torn !== undefined) await file.truncate(content.size)
    if (content.unterminated) await disk.write(file, Buffer.from('\n'), content.size)
    await disk.sync(file)
    return recordLog(file, content.size + (content.unterminated ? 1 : 0))
  } catch (error) {
    await file.close()
    throw error
  }
}

/** Replaces the file by a log with the given changes, one a line. When it rejects, the file is as before. The folder is not synced. */
export async function writeLog(
  path: string,
  changes: readonly string[],
  { beforeRename, madeFrom }: { readonly beforeRename: () => Promise<void>; readonly madeFrom?: string | undefined },
): Promise<RecordLog> {
  const bytes = Buffer.from([madeFrom === undefined ? heading : headingFrom(madeFrom), ...changes, ''].join('\n'))
  const file = await open(`${path}.new`, 'w+', 0o600)
  try {
    await disk.write(file, bytes, 0)
    await disk.sync(file)
    await beforeRename()
    await rename(`${path}.new`, path)
  } catch (error) {
    await file.close()
    await rm(`${path}.new`, { force: true })
    throw error
  }
  return recordLog(file, bytes.length)
}

function recordLog(file: FileHandle, start: number): RecordLog {
  let size = start
  let broken = false
  return {
    get size() {
      return size
    },
    get broken() {
      return broken
    },
    async read() {
      const bytes = Buffer.alloc(size)
      for (let done = 0; done < size; ) {
        const { bytesRead } = await file.read(bytes, done, size - done, done)
        if (bytesRead === 0) throw new Damaged('it has become shorter')
        done += bytesRead
      }
      return parseLog(bytes).commits
    },
    async append(changes) {
      const bytes = Buffer.from(`${changes.length === 1 ? changes[0] : `[${changes.join(',')}]`}\n`)
      try {
        await disk.write(file, bytes, size)
        await disk.sync(file)
        size += bytes.length
      } catch (error) {
        broken = true
        await file.truncate(size)
        await disk.sync(file)
        broken = false
        throw error
      }
    },
    close: () => file.close(),
  }
}
