/** What the README says about the headers of a proxy. */
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

it('the README says which headers of a proxy are used, and which are ignored', () => {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')
  const row = readme.split('\n').find((line) => line.startsWith('| `--trust-proxy`')) ?? ''
  const ignored = ['X-Forwarded-Port', 'X-Forwarded-Prefix', 'Forwarded'].map((name) => `\`${name}\``)
  expect(ignored.filter((name) => !row.slice(row.indexOf(';')).includes(name))).toEqual([])
})
