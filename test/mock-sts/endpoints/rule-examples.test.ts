/** The examples of each rule, sent to a twin: passing examples keep the rule, failing ones break it. */
import { audienceOf, limits } from 'helseid-contract'
import { exampleNames, profiles, type Recipe, type Rule, rules } from 'helseid-contract/rules'
import type { Verdict } from 'helseid-mock'
import { decodeJwt } from 'jose'
import { describe, expect, it } from 'vitest'
import { send, start } from './case-harness.ts'

const outcomeOf = ({ rules }: Verdict, id: string) => rules.find((rule) => rule.id === id)?.outcome
const examples = (kind: 'passing' | 'failing') =>
  rules.flatMap((rule) =>
    rule.examples[kind].map((recipe, index) => [`${rule.id} ${index + 1}`, rule, recipe] as const),
  )
/** Rules that are not evaluated if `rule` is broken: those that need it, directly or indirectly. */
const dependents = (rule: Rule): Rule[] =>
  rules.filter((other) => other.needs.includes(rule.id)).flatMap((other) => [other, ...dependents(other)])

/** Rules that ensure there is a client and an API to issue a token for. They refuse whatever their severity. */
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

const { scope, secondScope, otherApiScope, ungrantedScope } = exampleNames
const apiScopes: readonly string[] = [scope, secondScope, otherApiScope, ungrantedScope]

/** The scopes in a token for `recipe`, sorted: the requested API scopes whose terms are accepted. */
function scopesOf({ form, client }: Recipe): string[] {
  const named = (text: string) =>
    text.replace(/\$\{(\w+)\}/g, (_, name) => exampleNames[name as keyof typeof exampleNames])
  const withheld = (client?.termsNotAccepted ?? []).map(named)
  return named(String(form?.scope ?? '${scope}'))
    .split(' ')
    .filter((scope) => apiScopes.includes(scope) && !withheld.includes(scope))
    .sort()
}

describe('a passing example keeps its rule', () => {
  it.each(examples('passing'))('%s', async (_, rule, recipe) => {
    const { verdict } = await send(recipe)
    expect(outcomeOf(verdict, rule.id)).toBe('passed')
  })
})

describe('a failing example breaks its rule', () => {
  it.each(examples('failing'))('%s', async (_, rule, recipe) => {
    const { answer, verdict } = await send(recipe, { profile: 'next' })
    const result = verdict.rules.find(({ id }) => id === rule.id)
    expect(result).toMatchObject({ outcome: 'broken', expected: expect.any(String), seen: expect.any(String) })
    expect(result?.fix?.length).toBeGreaterThan(10)
    for (const { id } of dependents(rule)) expect(outcomeOf(verdict, id), id).toBe('not evaluated')
    if (profiles.next[rule.id] !== 'reject') return
    const first = verdict.rules.find(({ outcome, severity }) => outcome === 'broken' && severity === 'reject')
    expect(verdict.answer?.rule).toBe(first?.id)
    expect(answer.status).toBe(400)
    expect(JSON.parse(answer.body).error).toBe(rules.find(({ id }) => id === first?.id)?.answer.error)
  })

  it.each(
    examples('failing').filter(([, rule]) => profiles.lenient[rule.id] === 'warn' && !indispensable.has(rule.id)),
  )('lenient: %s only warns', async (_, rule, recipe) => {
    const { verdict } = await send(recipe, { profile: 'lenient' })
    expect(verdict.answer?.rule).not.toBe(rule.id)
  })

  it.each(examples('failing'))('%s can be set to off and to warn', async (_, rule, recipe) => {
    for (const severity of ['off', 'warn'] as const) {
      const { answer, verdict } = await send(recipe, { profile: 'next', severity: { [rule.id]: severity } })
      const body = JSON.parse(answer.body)
      if (verdict.answer === undefined) {
        const { aud, exp, scope } = decodeJwt(body.access_token)
        const scopes = scopesOf(recipe)
        const audiences = [...new Set(scopes.map(audienceOf))]
        expect(answer.status).toBe(200)
        expect(body.scope).toBe(scopes.join(' '))
        expect(scope).toEqual(scopes)
        expect(aud).toEqual(audiences.length === 1 ? audiences[0] : audiences)
        expect(exp).toBe(start + (recipe.wait ?? 0) + limits.accessTokenLifetime)
      } else {
        expect(answer.status).toBe(400)
        expect(body.error).toBe(verdict.answer.error)
        if (!indispensable.has(rule.id)) expect(verdict.answer.rule).not.toBe(rule.id)
      }
    }
  })
})
