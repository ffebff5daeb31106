/** The shape of a CLI command, and its environment. */
import type { ParseArgsConfig } from 'node:util'

export interface Terminal {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly out: (text: string) => void
  readonly err: (text: string) => void
  /** In epoch milliseconds. */
  readonly now: () => number
  readonly fetch: typeof fetch
}

export type Flags = NonNullable<ParseArgsConfig['options']>
export type FlagValues = Readonly<Record<string, string | boolean | readonly (string | boolean)[] | undefined>>

export interface CliCommand {
  /** Lines of help text. */
  readonly help: readonly string[]
  readonly flags: Flags
  /** Resolves with the exit code. @throws {UsageError} for what the user can fix */
  run(values: FlagValues, terminal: Terminal): Promise<number>
}

/** Exit codes: 0 success, 1 failure, 2 wrong usage. */
export const exitCodes = { fine: 0, failed: 1, usage: 2 } as const

export class UsageError extends Error {
  override readonly name = 'UsageError'
}
