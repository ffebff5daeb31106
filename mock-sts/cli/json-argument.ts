/** Reads a JSON argument of the command line, inline or from a file. */
import { readJsonText } from '../http/json-text.ts'
import { readText } from './read-text.ts'
import { UsageError } from './usage-error.ts'

/** Whether the text is JSON itself, not the path of a file with JSON. */
function isInlineJson(value: string): boolean {
  return /^\s*[[{]/.test(value)
}

/** `from` names the flag or argument in error messages. @throws {UsageError} if the file does not exist or is not valid JSON */
export function readJson(value: string, from: string): unknown {
  return jsonOf(isInlineJson(value) ? value : readText(from, value), from)
}

/** @throws {UsageError} with the position of what is wrong, without quoting it */
export function jsonOf(text: string, from: string): unknown {
  try {
    return readJsonText(text)
  } catch (error) {
    throw new UsageError(`${from} is not valid JSON: ${(error as Error).message}`, { cause: error })
  }
}
