/** Writes a private key to a file so that a crash leaves the old key or the new one, and the next call cleans up. */
import { randomUUID } from 'node:crypto'
import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { JWK } from 'jose'

/**
 * Replaces the key in a file: writes a temporary file with mode 0600 next to it, flushes it to the disk and renames it.
 * A symbolic link stays, and the file that it points to is replaced. Temporary files of calls that crashed are removed;
 * of two processes that write the same file at the same time, one may fail, and its key is not stored.
 * @example
 * ```ts
 * const { kid, previous } = await client.rotateKey({ store: ({ jwk }) => writeKeyFile(file, jwk) })
 * ```
 * @throws the file system's error, such as `EACCES`; the old key is then still in the file
 */
export function writeKeyFile(file: string, jwk: JWK): void {
  const target = existsSync(file) ? realpathSync(file) : file
  const folder = dirname(target)
  removeLeftovers(target)
  const temporary = `${target}.${randomUUID()}.tmp`
  try {
    writeFileSync(temporary, JSON.stringify(jwk), { mode: 0o600, flag: 'wx', flush: true })
    renameSync(temporary, target)
  } catch (error) {
    rmSync(temporary, { force: true })
    throw error
  }
  // The rename is on the disk once the folder is. Windows cannot open a folder.
  if (process.platform !== 'win32') flush(folder)
}

const uuid = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}'

function removeLeftovers(target: string): void {
  const start = `${basename(target)}.`
  const rest = new RegExp(`^${uuid}\\.tmp$`)
  for (const name of readdirSync(dirname(target)))
    if (name.startsWith(start) && rest.test(name.slice(start.length)))
      rmSync(join(dirname(target), name), { force: true })
}

function flush(folder: string): void {
  const descriptor = openSync(folder, 'r')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}
