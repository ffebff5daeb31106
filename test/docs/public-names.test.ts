/** Every change of a public name is in the list of public names, and thus in the changelog. */
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { currentNames, differences, formatList, listFile, parseList } from './public-names/list.ts'

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')
const listed = parseList(readFileSync(listFile, 'utf8'))

it('the public names match the list', async () => {
  expect(differences(listed, await currentNames(listed))).toEqual([])
})

it('a removed name and a new name are reported, each with what to do', () => {
  const current = { 'helseid-client': ['createHelseIdClient', 'login'], 'paths of the twin': [] }
  const before = { 'helseid-client': ['createHelseIdClient'], 'paths of the twin': ['GET /healthz'] }
  const todo = 'add a line to CHANGELOG.md and to test/docs/public-names.txt (npm run public-names)'
  expect(differences(before, current)).toEqual([
    `public name GET /healthz (paths of the twin) was removed: ${todo}`,
    `public name login (helseid-client) is new: ${todo}`,
  ])
})

it('the list can be written and read back', () => {
  expect(parseList(formatList(listed))).toEqual(listed)
  expect(Object.keys(listed)).toHaveLength(22)
})

it('the changelog starts with the unreleased section, and README and CONTRIBUTING link to it', () => {
  expect(/^## .*/m.exec(read('CHANGELOG.md'))?.[0]).toBe('## [Unreleased]')
  for (const page of ['README.md', 'CONTRIBUTING.md']) expect(read(page)).toContain('](CHANGELOG.md)')
})
