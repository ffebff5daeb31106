/** Each rule's own examples, sent to a twin: the passing ones keep the rule, the failing ones break it. */
import { profiles, type Rule, rules } from 'helseid-contract/rules'
import type { Verdict } from 'helseid-mock'
import { decodeJwt } from 'jose'
import { describe, expect, it } from 'vitest'
import { send } from './case-harness.ts'

const outcomeOf = ({ rules }: Verdict, id: string) => rules.find((rule) => rule.id === id)?.outcome
const examples = (kind: 'passing' | 'failing') =>
  rules.flatMap((rule) =>
    rule.examples[kind].map((recipe, index) => [`${rule.id} ${index + 1}`, rule, recipe] as const),
  )
/** Rules that cannot be asked once `rule` is broken: those that need it, and those that need these. */
const dependents = (rule: Rule): Rule[] =>
  rules.filter((other) => other.needs.includes(rule.id)).flatMap((other) => [other, ...dependents(other)])

/** Rules without which there is no client, or no API, to issue a token for: they refuse however mild their severity. */
const indispensable = new Set([
  'form-encoded',
  'body-readable',
  'credentials-present',
  'client-known',
  'scope-length',
  'scope-any',
  'resource-known',
  'scope-known',
  'scope-not-identity',
  'scope-remains',
])

describe('passing examples', () => {
  it.each(examples('passing'))('%s', async (_, rule, recipe) => {
    const { verdict } = await send(recipe)
    expect(outcomeOf(verdict, rule.id)).toBe('passed')
  })
})

describe('failing examples', () => {
  it.each(examples('failing'))('%s', async (_, rule, recipe) => {
    const { answer, verdict } = await send(recipe, { profile: 'next' })
    const result = verdict.rules.find(({ id }) => id === rule.id)
    expect(result).toMatchObject({ outcome: 'broken', expected: expect.any(String), seen: expect.any(String) })
    expect(result?.mend?.length).toBeGreaterThan(10)
    for (const { id } of dependents(rule)) expect([id, outcomeOf(verdict, id)]).toEqual([id, 'not evaluated'])
    if (profiles.next[rule.id] !== 'reject') return
    const first = verdict.rules.find(({ outcome, severity }) => outcome === 'broken' && severity === 'reject')
    expect(verdict.answer?.rule).toBe(first?.id)
    expect([answer.status, JSON.parse(answer.body).error]).toEqual([
      400,
      rules.find(({ id }) => id === first?.id)?.answer.error,
    ])
  })

  it.each(
    examples('failing').filter(([, rule]) => profiles.lenient[rule.id] === 'warn' && !indispensable.has(rule.id)),
  )('lenient: %s only warns', async (_, rule, recipe) => {
    const { verdict } = await send(recipe, { profile: 'lenient' })
    expect(verdict.answer?.rule).not.toBe(rule.id)
  })

  it.each(examples('failing'))('%s can be switched off, and to a warning', async (_, rule, recipe) => {
    for (const severity of ['off', 'warn'] as const) {
      const { answer, verdict } = await send(recipe, { profile: 'next', severity: { [rule.id]: severity } })
      const body = JSON.parse(answer.body)
      if (verdict.answer === undefined) {
        const { aud, exp, scope } = decodeJwt(body.access_token)
        expect([answer.status, aud?.length, Number.isInteger(exp), [scope].flat().length]).not.toContain(0)
        expect(Number.isInteger(exp)).toBe(true)
      } else {
        expect([answer.status, body.error]).toEqual([400, verdict.answer.error])
        if (!indispensable.has(rule.id)) expect(verdict.answer.rule).not.toBe(rule.id)
      }
    }
  })
})
