/** docs/checks.md is true: every flag that it names is there, every link leads somewhere, and its baseline is one. */
import { existsSync, readFileSync } from 'node:fs'
import { Command } from 'commander'
import { expect, it } from 'vitest'
import { parseBaseline } from '../../mock-sts/checks/baseline.ts'
import { plainTrial } from '../../mock-sts/checks/client/trials.ts'
import { checkApiCommand } from '../../mock-sts/cli/check/api.ts'
import { checkClientCommand } from '../../mock-sts/cli/check/client.ts'
import { checkSts } from '../../mock-sts/cli/check/sts.ts'

const page = readFileSync(new URL('../../docs/checks.md', import.meta.url), 'utf8')

it('names flags that there are', () => {
  const flags = [checkClientCommand, checkApiCommand, checkSts].flatMap((entry) => {
    const command = new Command()
    entry.configure(command)
    return command.options.map(({ long }) => long)
  })
  const named = [...page.matchAll(/(?<![\w-])--[a-z][a-z-]*/g)].map(([flag]) => flag)
  // `--help` is every command's, `--conditions` is Node's.
  expect(named.filter((flag) => ![...flags, '--help', '--conditions'].includes(flag))).toEqual([])
})

it('names the plain trial as --only takes it', () => {
  expect(/The plain trial, `([\w-]+)`/.exec(page)?.[1]).toBe(plainTrial.name)
})

it('has links that lead somewhere', () => {
  const links = [...page.matchAll(/\]\(([^)#]+)\)/g)].map(([, path]) => String(path))
  expect(links.filter((path) => !existsSync(new URL(path, new URL('../../docs/', import.meta.url))))).toEqual([])
})

it('shows a baseline that is one', () => {
  const [, json = ''] = /```json\n([\s\S]+?)```/.exec(page) ?? []
  expect(parseBaseline(json).expectedFailures).toEqual({ 'metadata-kept': 'issue 42' })
})
