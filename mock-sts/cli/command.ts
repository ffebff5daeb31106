/** The interface of a command of the command line. */
import type { Command as CommanderCommand } from 'commander'

export interface CliCommand {
  /** Declares arguments and flags. */
  configure(command: CommanderCommand): void
  /** Resolves with the exit code. @throws {UsageError} for problems that the user can fix */
  run(options: Readonly<Record<string, unknown>>, args: readonly string[]): Promise<number>
}

/** An entry of the command table; the command itself is loaded only when it runs. */
export type CommandEntry = { readonly description: string } & (
  | { readonly load: () => Promise<CliCommand> }
  | { readonly commands: Readonly<Record<string, CommandEntry>> }
)
