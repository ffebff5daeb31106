/** What a command of the command line is. */
import type { Command as CommanderCommand } from 'commander'

export interface CliCommand {
  /** Declares arguments and flags. */
  configure(command: CommanderCommand): void
  /** Resolves with the exit code. @throws {UsageError} for what the user can mend */
  run(options: Readonly<Record<string, unknown>>, args: readonly string[]): Promise<number>
}
