/** The verdict on one token request: every rule with its outcome, what was expected, what was seen and how to mend it. */
import type { OAuthErrorCode } from 'helseid-contract'
import type { Judgement, RuleResult, Severity, Status } from 'helseid-contract/rules'

export interface Verdict {
  readonly outcome: 'accepted' | 'refused'
  /** What HelseID answers, and the rule that decided it; absent when accepted. */
  readonly answer?: { readonly error: OAuthErrorCode; readonly description?: string; readonly rule: string }
  /** Every rule, in HelseID's order. */
  readonly rules: readonly VerdictRule[]
}

export interface VerdictRule {
  readonly id: string
  readonly demands: string
  readonly severity: Severity
  readonly outcome: 'passed' | 'broken' | 'not evaluated'
  readonly status: Status
  readonly source: { readonly cite: string; readonly url?: string }
  /** For a broken rule. */
  readonly expected?: string
  readonly seen?: string
  readonly mend?: string
  /** For a rule that was not evaluated. */
  readonly because?: string
}

export function toVerdict({ accepted, answer, results }: Judgement): Verdict {
  return { outcome: accepted ? 'accepted' : 'refused', ...(answer && { answer }), rules: results.map(toVerdictRule) }
}

function toVerdictRule({ rule, severity, ...finding }: RuleResult): VerdictRule {
  const { id, demands, status, source } = rule
  return { id, demands, severity, status, source, ...finding }
}

/** The rules that reject or warn, the deciding one first. */
export function brokenRules({ answer, rules }: Verdict): readonly VerdictRule[] {
  const broken = rules.filter((rule) => rule.outcome === 'broken' && rule.severity !== 'off')
  return broken.sort((a, b) => rank(a, answer?.rule) - rank(b, answer?.rule))
}

function rank(rule: VerdictRule, deciding: string | undefined): number {
  if (rule.id === deciding) return 0
  return rule.severity === 'reject' ? 1 : 2
}
