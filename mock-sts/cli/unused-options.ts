/** Refuses arguments and options that a command would ignore. */
import { UsageError } from './usage-error.ts'

/**
 * `options` are those of the command that have no effect here. `use` says what they are for.
 * @throws {UsageError} that names the first one given
 */
export function refuseUnusedOptions(options: Readonly<Record<string, unknown>>, where: string, use: string): void {
  const given = Object.entries(options).find(([, value]) => value !== undefined)
  if (given !== undefined) throw new UsageError(`${flagOf(given[0])} has no effect on ${where}: ${use}`)
}

/** @throws {UsageError} if there are any, which are then quoted */
export function refuseUnusedArguments(given: readonly string[], where: string, use: string): void {
  if (given.length > 0) throw new UsageError(`${where} takes no "${given.join(' ')}": ${use}`)
}

/** `clientId` is the option `--client-id`. */
function flagOf(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
}
