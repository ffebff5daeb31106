/** How one request ended, as a person reads it. */
import { brokenRules } from '../verdict/verdict.ts'
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
