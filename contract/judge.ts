/** Evaluates the rules: the first broken one with severity `reject` determines the answer. */
import type { OAuthErrorCode } from './errors.ts'
import type { Facts } from './facts.ts'
import type { Broken, NotEvaluated, Passed, Rule, Severity } from './rule.ts'

export type Severities = Readonly<Record<string, Severity>>

export type RuleResult<Code extends string = OAuthErrorCode> = {
  readonly rule: Rule<Code>
  readonly severity: Severity
} & (Passed | Broken | NotEvaluated)

export interface Judgement<Code extends string = OAuthErrorCode> {
  readonly accepted: boolean
  /** HelseID's answer; present when the request is rejected. */
  readonly answer?: { readonly error: Code; readonly description?: string; readonly rule: string }
  /** One result per rule, in HelseID's order. */
  readonly results: readonly RuleResult<Code>[]
}

const unmet = new Map<string, NotEvaluated>()

/** Most rules pass in most requests, so all judgements share these results. */
const passedResults = new WeakMap<object, Partial<Record<Severity, RuleResult<string>>>>()

function passedResult<Code extends string>(rule: Rule<Code>, severity: Severity): RuleResult<Code> {
  const shared = passedResults.get(rule)
  const found = shared?.[severity]
  if (found !== undefined) return found as RuleResult<Code>
  const result = Object.freeze({ rule, severity, outcome: 'passed' as const })
  passedResults.set(rule, { ...shared, [severity]: result })
  return result
}

/**
 * Evaluates `rules` in order. A rule without a severity is `off`: its result is reported, but has no effect.
 * @example
 * const { accepted, answer } = judge(facts, rules, profiles.today)
 */
export function judge<Code extends string = OAuthErrorCode>(
  facts: Facts,
  rules: readonly Rule<Code>[],
  severities: Severities,
): Judgement<Code> {
  const notPassed = new Set<string>()
  const results: RuleResult<Code>[] = []
  let decisive: Rule<Code> | undefined
  for (const rule of rules) {
    const severity = severities[rule.id] ?? 'off'
    const missing = notPassed.size === 0 ? undefined : rule.needs.find((id) => notPassed.has(id))
    const finding = missing === undefined ? rule.check(facts) : needsOf(missing)
    if (finding.outcome !== 'passed') notPassed.add(rule.id)
    if (finding.outcome === 'broken' && severity === 'reject') decisive ??= rule
    results.push(finding.outcome === 'passed' ? passedResult(rule, severity) : { rule, severity, ...finding })
  }
  if (decisive === undefined) return { accepted: true, results }
  return { accepted: false, answer: answerOf(decisive, facts), results }
}

/** HelseID's answer when `rule` is the first broken one. */
export function answerOf<Code extends string>(rule: Rule<Code>, facts: Facts): NonNullable<Judgement<Code>['answer']> {
  const { error, description } = rule.answer
  const text = typeof description === 'function' ? description(facts) : description
  return { error, ...(text !== undefined && { description: text }), rule: rule.id }
}

function needsOf(id: string): NotEvaluated {
  const known = unmet.get(id)
  if (known !== undefined) return known
  const finding: NotEvaluated = { outcome: 'not evaluated', because: `needs ${id}` }
  unmet.set(id, finding)
  return finding
}
