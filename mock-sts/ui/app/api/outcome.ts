/** The outcome of a request, and its faults. */
import type { RequestSummary, VerdictRule } from './control.ts'

/** As the control plane counts them. */
export type RequestOutcome = 'accepted' | 'warned' | 'refused' | 'challenged' | 'answered'

export function outcomeOf({ status, error, outcome, broken = [] }: RequestSummary): RequestOutcome {
  if (error === 'use_dpop_nonce') return 'challenged'
  // A broken connection has the status 0.
  if (status === 0 || status >= 400) return 'refused'
  if (outcome === undefined) return 'answered'
  return broken.length > 0 ? 'warned' : 'accepted'
}

/** Without the rule that every first request breaks. */
export function faultsOf(request: RequestSummary): readonly VerdictRule[] {
  const { broken = [] } = request
  return broken.filter(({ id, severity }) => id !== 'nonce-present' || severity !== 'reject')
}
