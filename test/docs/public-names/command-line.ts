/** The names of the command lines: commands, arguments, flags, exit codes, environment variables, headers. */
import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Command } from 'commander'
import { exitCodes as clientExitCodes } from '../../../client/cli/command.ts'
import { commands as clientCommands } from '../../../client/cli/run.ts'
import type { CommandEntry } from '../../../mock-sts/cli/command.ts'
import { exitCodes as twinExitCodes } from '../../../mock-sts/cli/exit-codes.ts'
import { commands as twinCommands } from '../../../mock-sts/cli/index.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))

/** `helseid-mock check client --command`, `helseid-mock mint`, … */
export async function twinCommandNames(): Promise<string[]> {
  return [...(await namesOf('helseid-mock', twinCommands)), ...exitCodeNames('helseid-mock', twinExitCodes)]
}

export function clientCommandNames(): string[] {
  const names = Object.entries(clientCommands).flatMap(([name, { flags }]) => [
    `helseid ${name}`,
    ...Object.keys(flags).map((flag) => `helseid ${name} --${flag}`),
  ])
  return [...names, ...exitCodeNames('helseid', clientExitCodes)]
}

/** Variables that the packages read, or pass to a client under test. */
export function environmentVariables(): string[] {
  return inSources(/\b(?:HELSEID|PACT)_[A-Z_]+[A-Z]\b|(?<=')PORT(?=')/g)
}

/** Headers that only the twin has. */
export function ownHeaders(): string[] {
  return inSources(/\bx-helseid-mock-[a-z-]+[a-z]\b/g)
}

function inSources(pattern: RegExp): string[] {
  const sources = globSync('{contract,client,mock-sts}/**/*.ts', { cwd: root, exclude: ['**/{node_modules,dist}/**'] })
  return sources.flatMap((path) => readFileSync(root + path, 'utf8').match(pattern) ?? [])
}

async function namesOf(prefix: string, entries: Readonly<Record<string, CommandEntry>>): Promise<string[]> {
  const names = Object.entries(entries).map(async ([name, entry]) => {
    const full = `${prefix} ${name}`
    if ('commands' in entry) return [full, ...(await namesOf(full, entry.commands))]
    const command = new Command()
    const { configure } = await entry.load()
    configure(command)
    return [
      full,
      ...command.registeredArguments.map((argument) => `${full} <${argument.name()}>`),
      ...command.options.map(({ long }) => `${full} ${long}`),
    ]
  })
  return (await Promise.all(names)).flat()
}

function exitCodeNames(program: string, codes: Readonly<Record<string, number>>): string[] {
  return Object.entries(codes).map(([meaning, code]) => `${program} exit code ${code} (${meaning})`)
}
