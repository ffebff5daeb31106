/** The catalogue as a whole: every rule registered, in an order in which its needs come first. */
import { readdirSync } from 'node:fs'
import { profileNames, profiles, rules, stepOf, stepOrder } from 'helseid-contract/rules'
import { describe, expect, it } from 'vitest'

const files = readdirSync(new URL('../../contract/rules/', import.meta.url)).map((name) => name.replace('.ts', ''))

it('every file is a rule of the same name, and every rule a file', () => {
  expect(rules.map(({ id }) => id).sort()).toEqual(files.filter((name) => name !== 'index').sort())
})

describe.each(rules.map((rule) => [rule.id, rule] as const))('%s', (id, rule) => {
  it('needs only rules that come before it', () => {
    const before = rules.slice(0, rules.indexOf(rule)).map((other) => other.id)
    expect(before).toEqual(expect.arrayContaining([...rule.needs]))
  })

  it('has a severity in every profile, a step, a demand and a source', () => {
    for (const name of profileNames) expect(['reject', 'warn', 'off']).toContain(profiles[name][id])
    expect(stepOrder).toContain(stepOf.get(id))
    expect(rule.demands).toMatch(/^[`A-Z].+[^.]$/)
    expect(rule.source.cite.length).toBeGreaterThan(5)
  })

  it('has passing and failing examples', () => {
    expect(rule.examples.passing.length).toBeGreaterThan(0)
    expect(rule.examples.failing.length).toBeGreaterThan(0)
  })
})
