/** The file in which an earlier version of the twin kept its records, as one JSON document. */
import { createHash } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { disk } from './disk.ts'
import { type Change, Damaged } from './record-log.ts'

export interface FormerFile {
  readonly name: string
  /** @throws {Error} saying what is wrong with the document; only its `cause` may quote the content */
  changes(content: unknown): readonly Change[]
}

/** Names the file in every error of `act`. */
export async function named<T>(path: string, act: () => Promise<T>): Promise<T> {
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

/**
 * Moves the file at `from`, whose records are in `path` now, aside; it stays as a backup. Returns its new path, or undefined if there was
 * no such file.
 * @throws {TypeError} saying why it cannot be renamed
 */
export async function retire(from: string, path: string): Promise<string | undefined> {
  if (!(await exists(from))) return undefined
  try {
    const to = await freeName(`${from}.old`)
    await disk.rename(from, to)
    return to
  } catch (error) {
    const { message } = error as Error
    throw new TypeError(`cannot rename ${from}, whose records are in ${path}: ${message}`, { cause: error })
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
export async function assertMadeFrom(former: string, path: string, madeFrom: string | undefined): Promise<void> {
  const bytes = await named(former, async () => ((await exists(former)) ? readFile(former) : undefined))
  if (bytes === undefined || digestOf(bytes) === madeFrom) return
  throw new TypeError(
    `both ${former} and ${path} exist, with different records: an earlier version of helseid-mock has written the first. Copy both, then delete ${path} to go on with the records of the first, or delete ${former} to go on with those of the second`,
  )
}

/** A JSON document. Undefined if the file does not exist. The content may be secret, so the error does not quote it. */
export async function readDocument(path: string): Promise<FormerDocument | undefined> {
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
