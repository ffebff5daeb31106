/** What a command of the command line is, and what it is given of the world. */
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
  /** One line each. */
  readonly help: readonly string[]
  readonly flags: Flags
  /** Resolves with the exit code. @throws {UsageError} for what the user can fix */
  run(values: FlagValues, terminal: Terminal): Promise<number>
}

/** Exit codes: fine, it did not work, wrong usage. */
export const exitCodes = { fine: 0, failed: 1, usage: 2 } as const

export class UsageError extends Error {
  override readonly name = 'UsageError'
}
