/** Reads the file that a flag names; if that fails, the error says why in one line. */
import { readFileSync } from 'node:fs'
import { UsageError } from '../usage-error.ts'

/** @throws {UsageError} */
export function readText(flag: string, path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    const why =
      code === 'ENOENT' ? `file not found: ${path}` : code === 'EISDIR' ? `${path} is a directory, not a file` : message
    throw new UsageError(`${flag}: ${why}`, { cause: error })
  }
}
