/** How one request ended, as a person reads it: its outcome, what decided it, and what is wrong with it. */
import { brokenRules, type VerdictRule } from '../verdict/verdict.ts'
import { textWithScenario, verdictText } from '../verdict/verdict-text.ts'
import type { JournalEntry } from './journal.ts'

/**
 * `challenged`: it has to be sent again with a nonce; `refused`: any other response that is not a success, also by a scenario; `warned`:
 * accepted, but a rule that warns is broken; `answered`: a success that was not judged.
 */
export const outcomes = ['accepted', 'warned', 'refused', 'challenged', 'answered'] as const

export type Outcome = (typeof outcomes)[number]

export function outcomeOf({ status, error, verdict }: Pick<JournalEntry, 'status' | 'error' | 'verdict'>): Outcome {
  if (error === 'use_dpop_nonce') return 'challenged'
  // A broken connection has the status 0.
  if (status === 0 || status >= 400) return 'refused'
  if (verdict === undefined) return 'answered'
  return brokenRules(verdict).length > 0 ? 'warned' : 'accepted'
}

export type Decider = { readonly scenario: string } | { readonly rule: string }

/**
 * What decided a judged request that was not accepted. It is the scenario if the answer is not the one that the verdict gives; a scenario
 * that changes the client or the clock leaves the decision to a rule.
 */
export function deciderOf({ status, error, scenario, verdict }: Decided): Decider | undefined {
  if (verdict === undefined || (status > 0 && status < 400)) return undefined
  const { answer } = verdict
  if (scenario !== undefined && (answer === undefined || answer.error !== error)) return { scenario }
  return answer && { rule: answer.rule }
}

type Decided = Pick<JournalEntry, 'status' | 'error' | 'scenario' | 'verdict'>

/**
 * The broken rules that reject or warn, the deciding one first, without the nonce that a first request cannot have: HelseID answers it
 * with a challenge, so there is nothing to put right.
 */
export function faultsOf({ verdict }: Pick<JournalEntry, 'verdict'>): readonly VerdictRule[] {
  return verdict === undefined ? [] : brokenRules(verdict).filter((rule) => !isFirstLeg(rule))
}

function isFirstLeg({ id, severity }: Pick<VerdictRule, 'id' | 'severity'>): boolean {
  return id === 'nonce-present' && severity === 'reject'
}

/** The verdict on a request as text, which says so if a scenario decided the response; empty for a request that was not judged. */
export function requestText(request: Decided): string {
  const { verdict, status, error } = request
  if (verdict === undefined) return ''
  const decider = deciderOf(request)
  if (decider === undefined || !('scenario' in decider)) return verdictText(verdict)
  return textWithScenario(verdict, { ...decider, status, ...(error !== undefined && { error }) })
}
