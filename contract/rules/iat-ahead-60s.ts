/** The assertion’s `iat` is at most 60 s ahead of the clock. */
import { limits } from '../limits.ts'
import type { Rule } from '../rule.ts'
import { checkAhead } from '../times.ts'

export const iatAhead60s: Rule = {
  id: 'iat-ahead-60s',
  demands: 'The assertion’s `iat` is at most 60 s ahead of the clock',
  source: { cite: 'FAPI 2.0 5.3.2.1' },
  status: 'likely',
  needs: ['iat-readable'],
  answer: { error: 'invalid_client' },
  check: checkAhead('iat', limits.clockSkewFapi),
  examples: {
    passing: [{}],
    failing: [{ assertion: { claims: { iat: { $now: 70 } } } }, { assertion: { claims: { iat: { $nowMs: 0 } } } }],
  },
}
