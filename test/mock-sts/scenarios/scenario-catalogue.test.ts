/** The scenarios as a whole: every file listed, every group served, every row of a table that of a scenario. */
import { oauthErrorCodes } from 'helseid-contract'
import { describe, expect, it } from 'vitest'
import { groups } from '../../../mock-sts/scenarios/groups.ts'
import { scenarios } from '../../../mock-sts/scenarios/index.ts'
import caseRows from '../../contract/case-rows.json' with { type: 'json' }
import { forgottenLines } from '../../forgotten-lines.ts'
import { strayRows } from './seen/index.ts'

const names = scenarios.map(({ name }) => name)

it('every file of mock-sts/scenarios/ is listed in its index', () => {
  const machinery = ['scenario', 'groups', 'shown-at', 'active-scenarios']
  const add = 'import it there and add it to `listed`'
  expect(forgottenLines({ folder: 'mock-sts/scenarios', listed: names, machinery, add })).toEqual([])
})

it('every row of what a raw client sees is that of a scenario which shows there', () => {
  expect(strayRows()).toEqual([])
})

describe('the groups, of which none may be empty', () => {
  it.each(groups)('%s: a scenario for each thing that the title names', (title) => {
    const things = title.replace(/^.*?: /, '').split(/, | or | and /)
    const members = scenarios.filter(({ group }) => group === title)
    expect(members.length, `scenarios of the group "${title}"`).toBeGreaterThanOrEqual(things.length)
  })

  it.each(oauthErrorCodes)('every OAuth error: %s', (code) => {
    const name = code === 'use_dpop_nonce' ? 'endless-nonce-challenge' : code.replaceAll('_', '-')
    expect(names).toContain(name)
  })

  it('are in order: those under one heading stand together', () => {
    const headings = groups.map((group) => group.split(': ')[0])
    expect(headings.filter((heading, index) => heading !== headings[index - 1])).toEqual([...new Set(headings)])
  })
})

it.each(scenarios)('$name serves rows of the table of cases that exist', ({ cases = [] }) => {
  expect(Object.values(caseRows).flat()).toEqual(expect.arrayContaining([...cases]))
})

it.each(scenarios)('$name is described in whole sentences', ({ happens, goodClient }) => {
  for (const text of [happens, goodClient]) expect(text).toMatch(/^[A-Z].+\.$/)
})
