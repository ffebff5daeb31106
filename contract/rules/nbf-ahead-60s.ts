/** The assertion’s `nbf` is at most 60 s ahead of the clock. */
import { limits } from '../limits.ts'
import type { Rule } from '../rule.ts'
import { checkAhead } from '../times.ts'

export const nbfAhead60s: Rule = {
  id: 'nbf-ahead-60s',
  demands: 'The assertion’s `nbf` is at most 60 s ahead of the clock',
  source: { cite: 'FAPI 2.0 5.3.2.1; conformance suite, nbf-over-60-fails' },
  status: 'likely',
  needs: ['nbf-readable'],
  answer: { error: 'invalid_client' },
  check: checkAhead('nbf', limits.clockSkewFapi),
  examples: {
    passing: [{}],
    failing: [{ assertion: { claims: { nbf: { $now: 70 } } } }, { assertion: { claims: { nbf: { $nowMs: 0 } } } }],
  },
}
