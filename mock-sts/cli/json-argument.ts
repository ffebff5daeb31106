/** Reads JSON that the command line gives inline, or in a file. */
import { existsSync, readFileSync } from 'node:fs'
import { UsageError } from './usage-error.ts'

/** `from` is the flag or argument that is told what to change. @throws {UsageError} */
export function readJson(value: string, from: string): unknown {
  const isInline = /^\s*[[{]/.test(value)
  if (!isInline && !existsSync(value)) throw new UsageError(`${from}: there is no file ${value}`)
  try {
    return JSON.parse(isInline ? value : readFileSync(value, 'utf8'))
  } catch (error) {
    // Its text may hold a secret: it is not quoted.
    throw new UsageError(`${from} is not JSON`, { cause: error })
  }
}
