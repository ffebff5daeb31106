/** Reads a JSON argument of the command line, inline or from a file. */
import { existsSync, readFileSync } from 'node:fs'
import { UsageError } from './usage-error.ts'

/** `from` names the flag or argument in error messages. @throws {UsageError} if the file does not exist or is not valid JSON */
export function readJson(value: string, from: string): unknown {
  const isInline = /^\s*[[{]/.test(value)
  if (!isInline && !existsSync(value)) throw new UsageError(`${from}: file not found: ${value}`)
  try {
    return JSON.parse(isInline ? value : readFileSync(value, 'utf8'))
  } catch (error) {
    // The message would quote the text, which may contain a secret.
    throw new UsageError(`${from} is not valid JSON`, { cause: error })
  }
}
