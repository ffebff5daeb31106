/** docs/checks.md is correct: its flags and link targets exist, and its baseline is valid. */
import { existsSync, readFileSync } from 'node:fs'
import { Command } from 'commander'
import { expect, it } from 'vitest'
import { parseBaseline } from '../../mock-sts/checks/baseline.ts'
import { plainTrial } from '../../mock-sts/checks/client/trials.ts'
import { checkApiCommand } from '../../mock-sts/cli/check/api.ts'
import { checkClientCommand } from '../../mock-sts/cli/check/client.ts'
import { checkSts } from '../../mock-sts/cli/check/sts.ts'

const page = readFileSync(new URL('../../docs/checks.md', import.meta.url), 'utf8')

it('docs/checks.md names only flags that exist', () => {
  const flags = [checkClientCommand, checkApiCommand, checkSts].flatMap((entry) => {
    const command = new Command()
    entry.configure(command)
    return command.options.map(({ long }) => long)
  })
  const named = [...page.matchAll(/(?<![\w-])--[a-z][a-z-]*/g)].map(([flag]) => flag)
  // `--help` belongs to every command, `--conditions` to Node.
  expect(named.filter((flag) => ![...flags, '--help', '--conditions'].includes(flag))).toEqual([])
})

it('docs/checks.md names the plain trial as --only accepts it', () => {
  expect(/The plain trial, `([\w-]+)`/.exec(page)?.[1]).toBe(plainTrial.name)
})

it('the links in docs/checks.md have existing targets', () => {
  const links = [...page.matchAll(/\]\(([^)#]+)\)/g)].map(([, path]) => String(path))
  expect(links.filter((path) => !existsSync(new URL(path, new URL('../../docs/', import.meta.url))))).toEqual([])
})

it('the baseline in docs/checks.md is valid', () => {
  const [, json = ''] = /```json\n([\s\S]+?)```/.exec(page) ?? []
  expect(parseBaseline(json).expectedFailures).toEqual({ 'metadata-kept': 'issue 42' })
})
