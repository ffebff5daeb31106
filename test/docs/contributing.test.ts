/** CONTRIBUTING.md is correct: what it names exists, and its tables have every folder of the twin and the whole recipe language. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createHelseIdMock } from 'helseid-mock'
import { describe, expect, it } from 'vitest'
import { marks, texts } from '../../contract/recipe-values.ts'
import manifest from '../../package.json' with { type: 'json' }
import { caseContext } from '../mock-sts/endpoints/case-harness.ts'

const root = new URL('../../', import.meta.url)
const read = (path: string) => readFileSync(new URL(path, root), 'utf8')
const page = read('CONTRIBUTING.md')
const section = (title: string) => page.split(/^## /m).find((part) => part.startsWith(title)) ?? ''
const code = (text: string) =>
  [...text.replace(/^```.*?^```$/gms, '').matchAll(/`([^`]+)`/g)].map(([, words]) => String(words))
/** The first cells of a section's table, without its header. */
const firstCells = (title: string) =>
  [...section(title).matchAll(/^\| (.*?) \|/gm)].map(([, cell]) => String(cell)).slice(1)

it('CONTRIBUTING.md names files that exist', () => {
  const paths = code(section('Where does it go?')).filter((word) => /^[\w.-]+\/[\w./-]*$/.test(word))
  expect(paths.length).toBeGreaterThan(20)
  expect(paths.filter((path) => !existsSync(new URL(path, root)))).toEqual([])
})

it('CONTRIBUTING.md names commands that exist', () => {
  const scripts = code(page).flatMap((word) => /^npm run (\S+)/.exec(word)?.[1] ?? [])
  expect(scripts.filter((script) => !(script in manifest.scripts))).toEqual([])
})

it('CONTRIBUTING.md has exactly one row for each folder and file of mock-sts/', () => {
  const named = firstCells('The folders of `mock-sts/`').flatMap(code)
  const entries = readdirSync(new URL('mock-sts/', root), { withFileTypes: true })
    .filter(({ name }) => !['node_modules', 'dist'].includes(name))
    .filter((entry) => entry.isDirectory() || entry.name.endsWith('.ts'))
    .map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name))
  const add = 'CONTRIBUTING.md has a table of the folders of mock-sts/: add a row, or remove it'
  expect(named.toSorted(), add).toEqual(entries.toSorted())
})

describe('the recipe language', () => {
  const source = read('contract/recipe.ts')
  const members = [...source.matchAll(/readonly (\w+)\??:/g)].map(([, name]) => String(name))
  const [, keyNames = ''] = /export type KeyName =([^\n]*\n(?: {2}\|[^\n]*\n)+)/.exec(source) ?? []
  const keys = [...keyNames.matchAll(/'([\w-]+)'/g)].map(([, name]) => String(name))
  const moment = { now: 0, nonce: '', previous: undefined }
  const inCompose = [...read('contract/compose.ts').matchAll(/\.\.\.texts\(context, moment\), (\w+)/g)]
  const names = [
    ...Object.keys(texts(caseContext(createHelseIdMock(), {}), moment)),
    ...inCompose.map(([, name]) => String(name)),
  ]
  const words = code(section('The recipe language'))
  const add = (what: string) => `the table of the recipe language in CONTRIBUTING.md has no ${what}: add it`

  it.each([...new Set([...members, ...keys])])('the table has the member or key %s', (name) => {
    const isNamed = words.some((word) => new RegExp(`(^|")${name}("|$)`).test(word))
    expect(isNamed, add(name)).toBe(true)
  })

  it.each(Object.keys(marks))('the table has the mark %s', (mark) => {
    expect(
      words.some((word) => word.includes(`"${mark}"`)),
      add(mark),
    ).toBe(true)
  })

  it.each(names)('the table has the name ${%s}', (name) => {
    expect(words, add(`\${${name}}`)).toContain(`\${${name}}`)
  })

  it('the table has no mark or name that recipes do not support', () => {
    const text = section('The recipe language')
    const used = [...text.matchAll(/\$\{(\w+)\}|"(\$\w+)"/g)].map(([, name, mark]) => name ?? mark)
    expect(used.filter((word) => ![...names, ...Object.keys(marks)].includes(String(word)))).toEqual([])
    const simple = firstCells('The recipe language')
      .flatMap(code)
      .filter((word) => /^\w+$/.test(word))
    expect(simple.filter((word) => ![...members, 'null'].includes(word))).toEqual([])
  })
})

it('CONTRIBUTING.md has a glossary of the project’s terms', () => {
  const explained = firstCells('Glossary')
  for (const word of ['twin', 'verdict', 'scenario', 'recipe', 'case', 'trial', 'STS', 'profile'])
    expect(explained).toContain(word)
})
