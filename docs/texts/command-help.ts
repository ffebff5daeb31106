/** `--help` of both command lines and of each command, as they print it. */
import { commands as clientCommands, run as runClient } from '../../client/cli/run.ts'
import type { CommandEntry } from '../../mock-sts/cli/command.ts'
import { commands as twinCommands } from '../../mock-sts/cli/index.ts'
import { run as runTwin } from '../../mock-sts/cli/run.ts'
import type { Group } from './group.ts'

export async function commandHelp(): Promise<Group> {
  const lines: string[] = []
  for (const words of [[], ...Object.keys(clientCommands).map((name) => [name])]) {
    const out = (text: string) => process.stdout.write(`${text}\n`)
    const terminal = { env: {}, out, err: out, now: Date.now, fetch }
    lines.push(await printed('helseid', words, (args) => runClient(args, terminal)))
  }
  for (const words of [[], ...namesOf(twinCommands)]) lines.push(await printed('helseid-mock', words, runTwin))
  return { title: 'Command line', lines }
}

/** What `run` writes to standard output, which stays empty meanwhile. */
async function printed(
  program: string,
  words: readonly string[],
  run: (args: readonly string[]) => Promise<number>,
): Promise<string> {
  const args = [...words, '--help']
  const { write } = process.stdout
  let output = `$ ${[program, ...args].join(' ')}\n`
  process.stdout.write = (text: string | Uint8Array) => {
    output += text
    return true
  }
  try {
    await run(args)
    return output
  } finally {
    process.stdout.write = write
  }
}

function namesOf(entries: Readonly<Record<string, CommandEntry>>): string[][] {
  return Object.entries(entries).flatMap(([name, entry]) => {
    const within = 'commands' in entry ? namesOf(entry.commands).map((words) => [name, ...words]) : []
    return [[name], ...within]
  })
}
