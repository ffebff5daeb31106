/** The catalogue as a whole: every rule is registered, in an order in which its needs come first. */
import { profiles, type Rule, rules, stepOf, stepOrder } from 'helseid-contract/rules'
import { describe, expect, it } from 'vitest'
import { schemaOf } from '../../mock-sts/config/schema.ts'
import { catalogueProblems, type RuleFile, ruleFiles } from './catalogue-problems.ts'

const files = await ruleFiles()
const catalogue = { rules, profiles }
const [good] = rules as [Rule]

it('every rule of every file is listed once, with its severities and examples, after what it needs', () => {
  expect(catalogueProblems(files, catalogue)).toEqual([])
})

describe.each(rules.map((rule) => [rule.id, rule] as const))('%s', (id, rule) => {
  it('has a step, a demand and a source', () => {
    expect(stepOrder).toContain(stepOf.get(id))
    expect(rule.demands).toMatch(/^[`A-Z].+[^.]$/)
    expect(rule.source.cite.length).toBeGreaterThan(5)
  })
})

it('a rule that looks at the registration names a member that a registration has', () => {
  const { definitions } = schemaOf('client') as { definitions: { client: { properties: object } } }
  const members = Object.keys(definitions.client.properties).map((member) => `client.${member}`)
  for (const { id, at } of rules) if (at.startsWith('client.')) expect(members, id).toContain(at)
})

describe('a mistake is reported with what to do about it', () => {
  const withFile = (name: string, exports: RuleFile['exports']) =>
    catalogueProblems([...files, { name, exports }], catalogue)
  const withRule = (change: object) => {
    const rule = { ...good, ...change }
    return catalogueProblems(
      files.map((file) => (file.name === good.id ? { ...file, exports: { rule } } : file)),
      { ...catalogue, rules: [rule, ...rules.slice(1)] },
    )
  }

  it('a rule that the table does not list', () => {
    expect(withFile('forgotten', { forgotten: { ...good, id: 'forgotten' } })).toEqual([
      'contract/rules/forgotten.ts exports rule "forgotten" but contract/rules/index.ts does not list it: import it and add one row to its step',
    ])
  })

  it('one rule of a family that the table does not list', () => {
    const grown = files.map(({ name, exports }) =>
      name === 'iat-ahead'
        ? { name, exports: { iatAhead: { ...(exports.iatAhead as object), '10s': { ...good, id: 'iat-ahead-10s' } } } }
        : { name, exports },
    )
    expect(catalogueProblems(grown, catalogue)).toEqual([
      'contract/rules/iat-ahead.ts exports rule "iat-ahead-10s" but contract/rules/index.ts does not list it: import it and add one row to its step',
    ])
  })

  it('a row without a severity', () => {
    const { [good.id]: _, ...next } = profiles.next
    expect(catalogueProblems(files, { rules, profiles: { ...profiles, next } })).toEqual([
      `contract/rules/index.ts gives rule "${good.id}" no severity under next: its row is [the rule, today, next, lenient], each severity reject, warn or off`,
    ])
  })

  it('a rule listed twice', () => {
    expect(catalogueProblems(files, { ...catalogue, rules: [...rules, good] })).toEqual([
      `contract/rules/index.ts lists rule "${good.id}" more than once: keep one row`,
    ])
  })

  it('a rule of no file', () => {
    expect(
      catalogueProblems(
        files.filter(({ name }) => name !== good.id),
        catalogue,
      ),
    ).toEqual([
      `contract/rules/index.ts lists rule "${good.id}", but no file of contract/rules/ exports it: add contract/rules/${good.id}.ts`,
    ])
  })

  it('a file of another name than its rule', () => {
    expect(withFile('other-name', { good })).toEqual([
      `contract/rules/other-name.ts exports rule "${good.id}": call the file ${good.id}.ts`,
    ])
  })

  it('a family with an id that does not begin as the file is called', () => {
    const [first, second] = rules as [Rule, Rule]
    expect(withFile(first.id, { family: { first, second } })).toEqual([
      `contract/rules/${first.id}.ts is a family with rule "${second.id}": begin the ids of its rules with "${first.id}"`,
    ])
  })

  it('a file without a rule', () => {
    expect(withFile('empty', { helper: () => undefined })).toEqual([
      'contract/rules/empty.ts exports no rule: export one with the id "empty", or a family',
    ])
  })

  it('a rule without failing examples', () => {
    expect(withRule({ examples: { passing: [{}], failing: [] } })).toEqual([
      `rule "${good.id}" has no failing example: add one to \`examples.failing\` in its file`,
    ])
  })

  it('a need that comes later', () => {
    expect(withRule({ needs: ['scope-known'] })).toEqual([
      `rule "${good.id}" needs "scope-known", which contract/rules/index.ts does not list before it: move its row, or take out the need`,
    ])
  })
})
