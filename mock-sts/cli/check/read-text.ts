/** Reads a file that a flag of a check names, and says in one line why it cannot be had. */
import { readFileSync } from 'node:fs'
import { UsageError } from '../usage-error.ts'

/** @throws {UsageError} */
export function readText(flag: string, path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    const why =
      code === 'ENOENT'
        ? `there is no file ${path}`
        : code === 'EISDIR'
          ? `${path} is a directory, not a file`
          : message
    throw new UsageError(`${flag}: ${why}`, { cause: error })
  }
}
