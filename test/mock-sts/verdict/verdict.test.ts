/** The entries of a verdict for rules that passed. */
import { type Rule, type RuleResult, rules, type Severity } from 'helseid-contract/rules'
import { describe, expect, it } from 'vitest'
import { toVerdict } from '../../../mock-sts/verdict/verdict.ts'

const passed = (rule: Rule, severity: Severity): RuleResult => ({ rule, severity, outcome: 'passed' })
const verdictOf = (results: readonly RuleResult[]) => toVerdict({ accepted: true, results }).rules

describe.each<Severity>(['reject', 'warn', 'off'])('passed rules with the severity %s', (severity) => {
  it('have the texts of the catalogue, and share their frozen entries between verdicts', () => {
    const results = rules.map((rule) => passed(rule, severity))
    const [one, other] = [verdictOf(results), verdictOf(results)]
    expect(one).toEqual(
      rules.map(({ id, requires, at, status, source }) => {
        return { id, requires, at, severity, status, source, outcome: 'passed' }
      }),
    )
    expect(one.every((entry, index) => entry === other[index] && Object.isFrozen(entry))).toBe(true)
  })

  it('have their own texts if they are not in the catalogue, even with the id of a rule that is', () => {
    const [rule] = rules
    const changed = { ...(rule as Rule), requires: 'something else' }
    expect(verdictOf([passed(changed, severity)])).toMatchObject([
      { id: rule?.id, severity, requires: 'something else' },
    ])
  })
})
