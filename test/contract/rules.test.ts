/** The catalogue: every rule is listed, after the rules that it needs. */
import { profiles, type Rule, rules, stepOf, stepOrder } from 'helseid-contract/rules'
import { describe, expect, it } from 'vitest'
import { schemaOf } from '../../mock-sts/config/schema.ts'
import { catalogueProblems, type RuleFile, ruleFiles } from './catalogue-problems.ts'

it('lists every rule of every file once, with severities and examples, after the rules that it needs', async () => {
  expect(catalogueProblems(await ruleFiles(), { rules, profiles })).toEqual([])
})

describe.each(rules.map((rule) => [rule.id, rule] as const))('%s', (id, rule) => {
  it('has a step, a requirement and a source', () => {
    expect(stepOrder).toContain(stepOf.get(id))
    expect(rule.requires).toMatch(/^[`A-Z].+[^.]$/)
    expect(rule.source.reference.length).toBeGreaterThan(5)
  })
})

it('names a member of the registration as the place of a rule about the registration', () => {
  const { definitions } = schemaOf('client') as { definitions: { client: { properties: object } } }
  const members = Object.keys(definitions.client.properties).map((member) => `client.${member}`)
  for (const { id, at } of rules) if (at.startsWith('client.')) expect(members, id).toContain(at)
})

describe('catalogueProblems says what to do about', () => {
  const [example] = rules as [Rule]
  const made = (id: string, change: Partial<Rule> = {}): Rule => ({ ...example, id, ...change })
  const ruleNamed = { single: made('single'), now: made('family'), later: made('family-later') }
  const goodFiles: readonly RuleFile[] = [
    { name: 'single', exports: { single: ruleNamed.single, helper: () => undefined } },
    { name: 'family', exports: { family: { now: ruleNamed.now, later: ruleNamed.later } } },
  ]
  const goodRules = Object.values(ruleNamed)
  const severities = (listed: readonly Rule[]) => Object.fromEntries(listed.map(({ id }) => [id, 'warn']))
  const problems = (listed: readonly Rule[], files = goodFiles, next = severities(listed)) =>
    catalogueProblems(files, {
      rules: listed,
      profiles: { today: severities(listed), next, lenient: severities(listed) },
    })
  const withFile = (name: string, exports: RuleFile['exports']) =>
    problems(goodRules, [...goodFiles, { name, exports }])

  it('nothing if the catalogue is correct', () => {
    expect(problems(goodRules)).toEqual([])
  })

  it('a rule that the table does not list', () => {
    expect(problems(goodRules.slice(1))).toEqual([
      'contract/rules/single.ts exports rule "single" but contract/rules/index.ts does not list it: import it and add a row to its step',
    ])
  })

  it('one rule of a family that the table does not list', () => {
    expect(problems(goodRules.slice(0, 2))).toEqual([
      'contract/rules/family.ts exports rule "family-later" but contract/rules/index.ts does not list it: import it and add a row to its step',
    ])
  })

  it('a row that has no severity', () => {
    const { single: _, ...next } = severities(goodRules)
    expect(problems(goodRules, goodFiles, next)).toEqual([
      'contract/rules/index.ts gives rule "single" no severity under next: its row is [the rule, today, next, lenient], each severity reject, warn or off',
    ])
  })

  it('a rule listed twice', () => {
    expect(problems([...goodRules, ruleNamed.single])).toEqual([
      'contract/rules/index.ts lists rule "single" more than once: keep one row',
    ])
  })

  it('a listed rule without a file', () => {
    expect(problems(goodRules, goodFiles.slice(1))).toEqual([
      'contract/rules/index.ts lists rule "single", but no file of contract/rules/ exports it: add contract/rules/single.ts',
    ])
  })

  it('a file whose name differs from its rule', () => {
    expect(withFile('other-name', { rule: ruleNamed.single })).toEqual([
      'contract/rules/other-name.ts exports rule "single": rename the file to single.ts',
    ])
  })

  it('a family with an id that does not begin with the file name', () => {
    expect(withFile('family-l', { family: { now: ruleNamed.now, later: ruleNamed.later } })).toEqual([
      'contract/rules/family-l.ts is a family with rule "family": begin the ids of its rules with "family-l"',
    ])
  })

  it('a file that exports no rule', () => {
    expect(withFile('empty', { helper: () => undefined })).toEqual([
      'contract/rules/empty.ts exports no rule: export one with the id "empty", or a family',
    ])
  })

  it('a rule without failing examples', () => {
    const examples = { passing: [{}], failing: [] }
    expect(problems([made('single', { examples }), ...goodRules.slice(1)])).toEqual([
      'rule "single" has no failing example: add one to `examples.failing` in its file',
    ])
  })

  it('a need that is listed later', () => {
    expect(problems([made('single', { needs: ['family'] }), ...goodRules.slice(1)])).toEqual([
      'rule "single" needs "family", which contract/rules/index.ts does not list before it: move its row, or remove the need',
    ])
  })
})
