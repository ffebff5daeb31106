/** Every row of the table of cases is tested by its id: as a case of contract/cases, or in the name of a test. */
import { readdirSync, readFileSync } from 'node:fs'
import { cases } from 'helseid-contract/cases'
import { expect, it } from 'vitest'
import rowsByLetter from './case-rows.json' with { type: 'json' }

const rows = Object.values(rowsByLetter).flat()
const folder = new URL('../', import.meta.url)
const idsInText = /['"`][A-E]\d\d\b(?:(?:, | and | )[A-E]\d\d\b)*|\([A-E]\d\d(?:, [A-E]\d\d)*\)(?=['"`])/g

/** Ids in a test file: in brackets at the end of a test's name, or at the beginning of a row from which tests are made. */
function namedInTests(): Set<string> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.test.ts'))
  const texts = files.map((file) => readFileSync(new URL(file, folder), 'utf8'))
  const names = texts.flatMap((text) => text.match(idsInText) ?? [])
  return new Set(names.flatMap((name) => name.match(/[A-E]\d\d/g) ?? []))
}

it('every row is tested', () => {
  const asserted = new Set([...cases.map(({ id }) => id), ...namedInTests()])
  expect(rows.filter((row) => !asserted.has(row))).toEqual([])
})

it('every id of two digits is a row, and additional cases have ids of three digits', () => {
  expect(
    [...cases.map(({ id }) => id), ...namedInTests()].filter((id) => /^\D\d\d$/.test(id) && !rows.includes(id)),
  ).toEqual([])
})
