/** The scenarios as a whole: every file is listed, every group has scenarios, and every row of a table belongs to a scenario. */
import { oauthErrorCodes } from 'helseid-contract'
import { describe, expect, it } from 'vitest'
import { groups } from '../../../mock-sts/scenarios/groups.ts'
import { scenarios } from '../../../mock-sts/scenarios/index.ts'
import caseRows from '../../contract/case-rows.json' with { type: 'json' }
import { forgottenLines } from '../../forgotten-lines.ts'
import { strayRows } from './seen/index.ts'

const names = scenarios.map(({ name }) => name)

it('the index of mock-sts/scenarios/ lists every file in the folder', () => {
  const machinery = [
    'scenario',
    'outlives-request',
    'groups',
    'shown-at',
    'active-scenarios',
    'scenario-uses',
    'parameters',
  ]
  const add = 'import it there and add it to `listed`'
  expect(forgottenLines({ folder: 'mock-sts/scenarios', listed: names, machinery, add })).toEqual([])
})

it('every row of the tables of what a raw client sees belongs to a scenario that is visible there', () => {
  expect(strayRows()).toEqual([])
})

describe('the groups of scenarios', () => {
  it.each(groups)('%s: has a scenario for each item in its title', (title) => {
    const things = title.replace(/^.*?: /, '').split(/, | or | and /)
    const members = scenarios.filter(({ group }) => group === title)
    expect(members.length, `scenarios of the group "${title}"`).toBeGreaterThanOrEqual(things.length)
  })

  it.each(oauthErrorCodes)('every OAuth error: has a scenario for %s', (code) => {
    const name = code === 'use_dpop_nonce' ? 'endless-nonce-challenge' : code.replaceAll('_', '-')
    expect(names).toContain(name)
  })

  it('list the groups of one heading together', () => {
    const headings = groups.map((group) => group.split(': ')[0])
    expect(headings.filter((heading, index) => heading !== headings[index - 1])).toEqual([...new Set(headings)])
  })
})

it.each(scenarios)('$name refers only to existing cases', ({ cases = [] }) => {
  expect(Object.values(caseRows).flat()).toEqual(expect.arrayContaining([...cases]))
})

it.each(scenarios)('$name is described in sentences that end with a full stop', ({ happens, goodClient }) => {
  for (const text of [happens, goodClient]) expect(text).toMatch(/^[A-Z].+\.$/)
})

describe('what a client gets (`gets`)', () => {
  it.each(scenarios)(
    '$name says it in one short line with the default of each parameter',
    ({ gets, parameters = {} }) => {
      expect(gets).toMatch(/^(\d{3}\b|No answer: |The usual ).{0,85}[^.]$|^\d{3}$/)
      for (const { default: value } of Object.values(parameters))
        expect(gets).toMatch(new RegExp(`\\b${value.toLocaleString('en')}\\b`))
    },
  )

  const changesToken = scenarios.flatMap((scenario) =>
    scenario.act.at === 'access token' ? [{ ...scenario, act: scenario.act }] : [],
  )
  it.each(changesToken)(
    '$name names a member that it changes in the token or its response',
    ({ gets, parameters = {}, act }) => {
      const claims = {
        iss: 'https://a.example',
        aud: 'a',
        scope: 'a/b',
        cnf: { jkt: 'k' },
        iat: 0,
        nbf: 0,
        exp: 600,
        'helseid://claims/client/claims/orgnr_parent': '1',
      }
      const defaults = Object.fromEntries(
        Object.entries(parameters).map(([key, parameter]) => [key, parameter.default]),
      )
      const before = { header: { alg: 'PS256', typ: 'at+jwt', kid: 'k' }, claims }
      const { header, claims: changed, signing, tokenType } = act.change(before, defaults)
      const differing = (from: object, to: object) => {
        const [a, b]: Record<string, unknown>[] = [{ ...from }, { ...to }]
        return Object.keys({ ...a, ...b }).filter((key) => JSON.stringify(a?.[key]) !== JSON.stringify(b?.[key]))
      }
      const names = [...differing(before.header, header), ...differing(claims, changed)].map((name) =>
        name.split('/').at(-1),
      )
      if (names.length === 0) expect([gets, signing]).toEqual([expect.stringMatching(/sign/), expect.any(String)])
      else
        expect(
          names.some((name) => gets.includes(`\`${name}`)),
          gets,
        ).toBe(true)
      if (tokenType !== undefined) expect(gets).toContain(`\`${tokenType}\``)
    },
  )
})
