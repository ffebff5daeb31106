/** Parses the command line, runs the command, and turns the outcome into an exit code. */
import { parseArgs } from 'node:util'
import { HelseIdError } from '../errors.ts'
import { looksLikeKey } from '../keys/key-material.ts'
import { type CliCommand, exitCodes, type Terminal, UsageError } from './command.ts'
import { doctor } from './doctor.ts'
import { adviceOnConnection } from './doctor-advice.ts'
import { keygen } from './keygen.ts'
import { token } from './token.ts'

export const commands: Readonly<Record<string, CliCommand>> = { token, keygen, doctor }

/** Resolves with the exit code: 0 success, 1 failure, 2 wrong usage. */
export async function run(args: readonly string[], { out, err, ...rest }: Terminal): Promise<number> {
  const hide = withoutKeysIn(args)
  return runCommand(args, { ...rest, out: (text) => out(hide(text)), err: (text) => err(hide(text)) })
}

async function runCommand(args: readonly string[], terminal: Terminal): Promise<number> {
  const [name = '--help', ...rest] = args
  if (name === '--help' || name === '-h' || name === 'help') {
    terminal.out(help(Object.values(commands)))
    return exitCodes.fine
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined
  try {
    if (command === undefined)
      throw new UsageError(`unknown command ${quoted(name)}: use ${Object.keys(commands).join(', ')}`)
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
  const { values, positionals } = parsed(command, args)
  const [unexpected] = positionals
  if (unexpected !== undefined) throw new UsageError(`unexpected argument ${quoted(unexpected)}`)
  return { values }
}

function parsed({ flags }: CliCommand, args: readonly string[]) {
  const options = { ...flags, help: { type: 'boolean', short: 'h' } } as const
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true })
  } catch (error) {
    const key = args.find(looksLikeKey)
    throw new UsageError(key === undefined ? (error as Error).message : `unexpected argument ${quoted(key)}`)
  }
}

/** Hides every argument that looks like a key, because a key is easily given instead of a path or a name. */
function withoutKeysIn(args: readonly string[]): (text: string) => string {
  const keys = args
    .flatMap((arg) => [
      arg,
      arg.replace(/^-+/, ''),
      arg.replace(/=.*$/s, '').replace(/^-+/, ''),
      arg.replace(/^[^=]*=/s, ''),
    ])
    .filter((text) => text.length > 20 && looksLikeKey(text))
    .flatMap((key) => [
      key,
      JSON.stringify(key).slice(1, -1),
      key.toLowerCase(),
      JSON.stringify(key.toLowerCase()).slice(1, -1),
    ])
    .sort((a, b) => b.length - a.length)
  return (text) => keys.reduce((safe, key) => safe.replaceAll(key, notShown), text)
}

const notShown = '(not shown, because it looks like a key)'

/** Quotes an argument unless it looks like a key, which is easily put in the wrong place. */
function quoted(text: string): string {
  return looksLikeKey(text) ? notShown : `"${text}"`
}

/** Prints one line for a usage error or a HelseIdError; rethrows anything else, which is a bug. */
function failed(error: unknown, { err }: Terminal): number {
  if (error instanceof UsageError || error instanceof TypeError) {
    err(`helseid: ${error.message} (see helseid --help)`)
    return exitCodes.usage
  }
  if (!(error instanceof HelseIdError)) throw error
  err(`helseid: ${error.code}: ${error.message}`)
  const advice = adviceOnConnection(error)
  if (advice !== undefined) err(`→ ${advice}`)
  return exitCodes.failed
}

function help(listed: readonly CliCommand[]): string {
  return [
    'helseid: get tokens from HelseID, and find out why a request for one fails',
    '',
    ...listed.flatMap(({ help }) => [...help, '']),
  ].join('\n')
}
