/** The numbers of broken rules: the same in the decoded request, where they mark the offending members, and in the list of rules. */
import type { VerdictRule } from '../../api/control-plane.generated.d.ts'

/** A rule of a verdict; its place may be outside of a token request. */
export type Rule = Omit<VerdictRule, 'value'> & { readonly value?: unknown }

export interface NumberedRule {
  readonly number: number
  readonly rule: Rule
  /** `bad` for a rule that rejects. */
  readonly kind: 'bad' | 'warn'
}

/** The broken rules that reject or warn, the deciding one first, numbered from 1. */
export function numbered(rules: readonly Rule[], deciding?: string): readonly NumberedRule[] {
  const rank = ({ id, severity }: Rule) => (id === deciding ? 0 : severity === 'reject' ? 1 : 2)
  return rules
    .filter(({ outcome, severity }) => outcome === 'broken' && severity !== 'off')
    .sort((one, other) => rank(one) - rank(other))
    .map((rule, index) => ({ number: index + 1, rule, kind: rule.severity === 'reject' ? 'bad' : 'warn' }))
}

/** The broken rules whose place is `place` or, with `within`, inside it. */
export function at(rules: readonly NumberedRule[], place: string, within = false): readonly NumberedRule[] {
  return rules.filter(({ rule }) => rule.at === place || (within && rule.at.startsWith(`${place}.`)))
}

/** `bad` if one of the rules rejects, `warn` if they only warn; undefined without rules. */
export function worst(rules: readonly NumberedRule[]): NumberedRule['kind'] | undefined {
  return rules.find(({ kind }) => kind === 'bad')?.kind ?? rules[0]?.kind
}
