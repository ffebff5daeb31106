/** The assertion expired at most 60 s ago. */
import { limits } from '../limits.ts'
import type { Rule } from '../rule.ts'
import { checkExpired } from '../times.ts'

export const expNotPassed60s: Rule = {
  id: 'exp-not-passed-60s',
  demands: 'The assertion expired at most 60 s ago',
  source: { cite: 'FAPI 2.0 5.3.2.1 (clock skew)' },
  status: 'likely',
  needs: ['exp-present'],
  answer: { error: 'invalid_client' },
  check: checkExpired(limits.clockSkewFapi),
  examples: {
    passing: [{}, { assertion: { claims: { iat: { $now: -40 }, nbf: { $now: -40 }, exp: { $now: -30 } } } }],
    failing: [{ assertion: { claims: { iat: { $now: -130 }, nbf: { $now: -130 }, exp: { $now: -120 } } } }],
  },
}
