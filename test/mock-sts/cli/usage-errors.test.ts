/** What the command line says about wrong usage: which option, and the help of which command. */
import { stripVTControlCharacters } from 'node:util'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { CommandEntry } from '../../../mock-sts/cli/command.ts'
import { commands } from '../../../mock-sts/cli/index.ts'
import { run } from '../../../mock-sts/cli/run.ts'

afterEach(() => vi.restoreAllMocks())

async function usageOf(...args: string[]) {
  const error = vi.spyOn(console, 'error').mockImplementation(() => undefined)
  const exitCode = await run(args)
  return { exitCode, err: error.mock.calls.map(([line]) => String(line)).join('\n') }
}

/** The words of every command that runs, such as `check client`. */
function pathsIn(entries: Readonly<Record<string, CommandEntry>>): string[][] {
  return Object.entries(entries).flatMap(([name, entry]) =>
    'commands' in entry ? pathsIn(entry.commands).map((path) => [name, ...path]) : [[name]],
  )
}

it.each(pathsIn(commands).map((path) => [path.join(' ')]))(
  'an unknown option of %s leads to the help of that command',
  async (path) => {
    const { exitCode, err } = await usageOf(...path.split(' '), '--no-such-option')
    expect({ exitCode, err }).toEqual({
      exitCode: 2,
      err: expect.stringMatching(new RegExp(`'--no-such-option'.* — see helseid-mock ${path} --help$`)),
    })
  },
)

describe('required options', () => {
  it.each([
    ['check api', ['--url <address>', '--audience <audience>', '--scope <scope>']],
    ['check sts', ['--against <issuer>', '--client-id <id>', '--key <path or JSON>']],
    ['pact proxy', ['--provider <url>', '--audience <audience>', '--scope <scope...>']],
  ])('of %s are all named at once, and marked in its help', async (path, flags) => {
    const { err } = await usageOf(...path.split(' '))
    expect(err).toContain(`required options ${flags.map((flag) => `'${flag}'`).join(', ')} not specified`)
    const printed = vi.spyOn(process.stdout, 'write').mockImplementation(() => true)
    await run([...path.split(' '), '--help'])
    const help = stripVTControlCharacters(printed.mock.calls.join('')).replaceAll(/\s+/g, ' ')
    expect(help.match(/\(required\)/g)).toHaveLength(flags.length)
  })

  it('that are given are not named', async () => {
    const { err } = await usageOf('check', 'api', '--url', 'http://localhost/', '--scope', 'nhn:x')
    expect(err).toMatch(/^helseid-mock: required option '--audience <audience>' not specified — see/)
  })
})

describe('check client', () => {
  it('says that --command and --wait exclude each other', async () => {
    expect(await usageOf('check', 'client', '--command', 'true', '--wait')).toEqual({
      exitCode: 2,
      err: 'helseid-mock: --command starts your client and --wait waits for you to start it: pass one of them',
    })
  })

  it('names the trial that a misspelt one probably means', async () => {
    expect(await usageOf('check', 'client', '--command', 'true', '--only', 'calls-suceed')).toEqual({
      exitCode: 2,
      err: 'helseid-mock: --only: unknown trial calls-suceed; did you mean calls-succeed?',
    })
  })

  it('says that a command cannot be started', async () => {
    const { exitCode, err } = await usageOf('check', 'client', '--command', '/no/such/client')
    expect(exitCode).toBe(2)
    expect(err).toMatch(/helseid-mock: --command: the command cannot be started: .*\/no\/such\/client/)
  })
})
