/** What a command of the command line is. */
import type { Command as CommanderCommand } from 'commander'

export interface CliCommand {
  /** Declares arguments and flags. */
  configure(command: CommanderCommand): void
  /** Resolves with the exit code. @throws {UsageError} for what the user can fix */
  run(options: Readonly<Record<string, unknown>>, args: readonly string[]): Promise<number>
}

/** How a command is found; it is loaded only when it is asked for. */
export type CommandEntry = { readonly description: string } & (
  | { readonly load: () => Promise<CliCommand> }
  | { readonly commands: Readonly<Record<string, CommandEntry>> }
)
