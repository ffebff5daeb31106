/** Parses the command line, runs the command and returns the exit code. */
import { Command, CommanderError, Help, type Option } from 'commander'
import { closest } from '../http/closest.ts'
import { createScrubber } from '../http/secrets.ts'
import type { CommandEntry } from './command.ts'
import { exitCodes } from './exit-codes.ts'
import { commands } from './index.ts'
import { UsageError } from './usage-error.ts'
import { version } from './version.ts'

/** Resolves with the exit code, once the command has ended. */
export async function run(args: readonly string[]): Promise<number> {
  let exitCode: number = exitCodes.fine
  let requested: Command | undefined
  const program = new Command('helseid-mock')
    .description('An offline twin of HelseID for testing. Unofficial; not for production.')
    .version(version)
    .exitOverride()
    .showSuggestionAfterError()
    .configureOutput({ outputError: () => undefined })
  const words = args[0] === 'help' ? args.slice(1) : args
  const namesCommand = words[0] !== undefined && words[0] in commands
  await addCommands(program, commands, namesCommand ? words : ['serve'], {
    ended(code) {
      exitCode = code
    },
    loaded(command) {
      requested = command
    },
  })
  try {
    requireCommand(args[0])
    await program.parseAsync([...args], { from: 'user' })
    return exitCode
  } catch (error) {
    return usageExit(error, args, namesCommand ? requested : undefined)
  }
}

/** Adds every command by name; loads only the one that `words` name. */
async function addCommands(
  parent: Command,
  entries: Readonly<Record<string, CommandEntry>>,
  [requested, ...words]: readonly string[],
  { ended, loaded }: { readonly ended: (exitCode: number) => void; readonly loaded: (command: Command) => void },
): Promise<void> {
  for (const [name, entry] of Object.entries(entries)) {
    const sub = parent.command(name, { isDefault: name === 'serve' }).description(entry.description)
    sub
      .exitOverride()
      .showSuggestionAfterError()
      .configureOutput({ outputError: () => undefined })
    if ('commands' in entry) await addCommands(sub, entry.commands, name === requested ? words : [], { ended, loaded })
    else if (name === requested) {
      const command = await entry.load()
      command.configure(sub.configureHelp({ optionDescription }))
      loaded(sub)
      sub.action(async () => ended(await command.run(sub.opts(), sub.args)))
    }
  }
}

/** The description of an option in `--help`. */
function optionDescription(this: Help, option: Option): string {
  return `${Help.prototype.optionDescription.call(this, option)}${option.mandatory ? ' (required)' : ''}`
}

/** A first word that is not a flag must be a command; otherwise `serve` would treat it as its own argument. */
function requireCommand(word: string | undefined): void {
  const known = [...Object.keys(commands), 'help']
  if (word === undefined || word.startsWith('-') || known.includes(word)) return
  const meant = closest(word, known)
  throw new UsageError(
    `unknown command "${word}"${meant === undefined ? `: use ${known.join(', ')}` : `; did you mean ${meant}?`}`,
  )
}

/** Prints one line for a problem that the user can fix; rethrows anything else. No text quotes a secret among the arguments. */
function usageExit(error: unknown, args: readonly string[], command?: Command): number {
  const found = new Set<string>()
  const { text } = createScrubber(
    () => [process.env.HELSEID_MOCK_CONTROL_TOKEN, ...controlTokensIn(args)],
    (kind) => found.add(kind),
  )
  const print = (message: string) => {
    const safe = visible(text(message))
    console.error(found.has('private-key') ? `${safe} ${keyAdvice}` : safe)
  }
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return exitCodes.fine
    const hint =
      error.code === 'commander.excessArguments' ? ' (with npm, put flags after --: npm start -- --port 8081)' : ''
    if (error.code !== 'commander.help') print(oneLine(missingText(error, command) ?? error.message + hint, command))
    return exitCodes.usage
  }
  if (error instanceof UsageError) {
    print(`helseid-mock: ${error.message}`)
    return exitCodes.usage
  }
  const stack = error instanceof Error ? String(error.stack) : String(error)
  // A new error without cause: Node prints every member of the old one.
  throw text(stack) === stack ? error : new Error(text(stack))
}

/** A carriage return or an escape sequence that a message quotes would change what a terminal shows. */
function visible(message: string): string {
  return message.replace(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) => {
    return `\\u${character.codePointAt(0)?.toString(16).padStart(4, '0')}`
  })
}

const keyAdvice =
  '(give the path of the file instead of the key; the key may now be in the history of your shell: replace it if it is in use)'

/** The control tokens among the arguments. */
export function controlTokensIn(args: readonly string[]): string[] {
  return args.flatMap((arg, index) => {
    if (arg === '--control-token') return args[index + 1] ?? []
    return arg.startsWith('--control-token=') ? arg.slice('--control-token='.length) : []
  })
}

/** All required options that are missing, and an unknown one; Commander names only the first. */
function missingText({ code }: CommanderError, command?: Command): string | undefined {
  if (code !== 'commander.missingMandatoryOptionValue' || command === undefined) return undefined
  const missing = command.options.filter(
    (option) => option.mandatory && command.getOptionValue(option.attributeName()) === undefined,
  )
  const flags = missing.map((option) => `'${option.flags}'`).join(', ')
  // It may be a misspelt one of them.
  const [unknown] = command.args.filter((arg) => arg.startsWith('-'))
  const also = unknown === undefined ? '' : `, and unknown option '${unknown.replace(/=.*$/s, '')}'`
  return `required option${missing.length === 1 ? '' : 's'} ${flags} not specified${also}`
}

function oneLine(message: string, command?: Command): string {
  return `helseid-mock: ${message.replace(/^error: /, '').replaceAll('\n', ' ')} — see ${nameOf(command)} --help`
}

/** For example `helseid-mock check client`. */
function nameOf(command: Command | null | undefined): string {
  if (command === undefined || command === null) return 'helseid-mock'
  return command.parent === null ? command.name() : `${nameOf(command.parent)} ${command.name()}`
}
