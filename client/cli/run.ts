/** Parses the command line, runs the command it names, and turns what happened into an exit code. */
import { parseArgs } from 'node:util'
import { HelseIdError } from '../errors.ts'
import { type CliCommand, exitCodes, type Terminal, UsageError } from './command.ts'
import { doctor } from './doctor.ts'
import { keygen } from './keygen.ts'
import { token } from './token.ts'

const commands: Readonly<Record<string, CliCommand>> = { token, keygen, doctor }

/** Resolves with the exit code: 0 fine, 1 it did not work, 2 wrong usage. */
export async function run(args: readonly string[], terminal: Terminal): Promise<number> {
  const [name = '--help', ...rest] = args
  if (name === '--help' || name === '-h' || name === 'help') {
    terminal.out(help(Object.values(commands)))
    return exitCodes.fine
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined
  try {
    if (command === undefined)
      throw new UsageError(`unknown command "${name}": use ${Object.keys(commands).join(', ')}`)
    const { values } = parse(command, rest)
    if (values.help === true) {
      terminal.out(help([command]))
      return exitCodes.fine
    }
    return await command.run(values as never, terminal)
  } catch (error) {
    return failed(error, terminal)
  }
}

function parse(command: CliCommand, args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: { ...command.flags, help: { type: 'boolean', short: 'h' } } })
  } catch (error) {
    throw new UsageError((error as Error).message)
  }
}

/** One clear line for what the user can mend and for what HelseID refuses; anything else is a fault and is thrown on. */
function failed(error: unknown, { err }: Terminal): number {
  if (error instanceof UsageError || error instanceof TypeError) {
    err(`helseid: ${error.message} — see helseid --help`)
    return exitCodes.usage
  }
  if (!(error instanceof HelseIdError)) throw error
  err(`helseid: ${error.code}: ${error.message}`)
  return exitCodes.failed
}

function help(shown: readonly CliCommand[]): string {
  return [
    'helseid: tokens from HelseID, and why there are none',
    '',
    ...shown.flatMap(({ help }) => [...help, '']),
  ].join('\n')
}
