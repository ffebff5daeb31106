/** The verdict on one request: each rule with its outcome, and for a broken rule what was expected, seen, and how to fix it. */
import {
  type EndpointAnswerCode,
  type Json,
  type Judgement,
  type Place,
  type Rule,
  type RuleResult,
  rules,
  type Severity,
  type Status,
} from 'helseid-contract/rules'

export interface Verdict {
  readonly outcome: 'accepted' | 'refused'
  /** HelseID's answer, and the rule that decided it; absent if accepted. */
  readonly answer?: { readonly error: EndpointAnswerCode; readonly description?: string; readonly rule: string }
  /** Every rule, in HelseID's order. */
  readonly rules: readonly VerdictRule[]
}

export interface VerdictRule {
  readonly id: string
  readonly requires: string
  /** The member that the rule checks; for a broken rule, the offending member. */
  readonly at: Place
  readonly severity: Severity
  readonly outcome: 'passed' | 'broken' | 'not evaluated'
  readonly status: Status
  readonly source: { readonly reference: string; readonly url?: string }
  /** `expected`, `seen` and `fix`: only for a broken rule. */
  readonly expected?: string
  readonly seen?: string
  readonly fix?: string
  /** The right value of the member at `at`, if exactly one exists. */
  readonly value?: Json
  /** Why the rule was not evaluated. */
  readonly because?: string
}

export function toVerdict({ accepted, answer, results }: Judgement<EndpointAnswerCode>): Verdict {
  return { outcome: accepted ? 'accepted' : 'refused', ...(answer && { answer }), rules: results.map(toVerdictRule) }
}

function toVerdictRule(result: RuleResult<EndpointAnswerCode>): VerdictRule {
  if (result.outcome === 'passed')
    return passedRules.get(result.rule)?.[result.severity] ?? passedRule(result.rule, result.severity)
  const { rule, severity, ...finding } = result
  return { ...common(rule, severity), ...finding }
}

function common({ id, requires, at, status, source }: Rule<EndpointAnswerCode>, severity: Severity) {
  return { id, requires, at, severity, status, source }
}

function passedRule(rule: Rule<EndpointAnswerCode>, severity: Severity): VerdictRule {
  return Object.freeze({ ...common(rule, severity), outcome: 'passed' })
}

/** The entries of the catalogue's rules. Most rules pass in most requests, so all verdicts share them. */
const passedRules: ReadonlyMap<Rule<EndpointAnswerCode>, Readonly<Record<Severity, VerdictRule>>> = new Map(
  rules.map((rule) => [
    rule,
    { reject: passedRule(rule, 'reject'), warn: passedRule(rule, 'warn'), off: passedRule(rule, 'off') },
  ]),
)

type Outcome = Pick<VerdictRule, 'id' | 'outcome' | 'severity'>

/** The rules that reject or warn, the deciding one first. */
export function brokenRules<T extends Outcome>({
  answer,
  rules,
}: {
  readonly answer?: { readonly rule: string }
  readonly rules: readonly T[]
}): readonly T[] {
  const broken = rules.filter((rule) => rule.outcome === 'broken' && rule.severity !== 'off')
  return broken.sort((a, b) => rank(a, answer?.rule) - rank(b, answer?.rule))
}

function rank(rule: Outcome, deciding: string | undefined): number {
  if (rule.id === deciding) return 0
  return rule.severity === 'reject' ? 1 : 2
}
