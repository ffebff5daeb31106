/** The assertion’s `nbf` is at most 10 s ahead of the clock. */
import { limits } from '../limits.ts'
import type { Rule } from '../rule.ts'
import { checkAhead } from '../times.ts'

export const nbfAhead: Rule = {
  id: 'nbf-ahead',
  demands: 'The assertion’s `nbf` is at most 10 s ahead of the clock',
  source: { cite: 'FAPI 2.0 5.3.2.1' },
  status: 'likely',
  needs: ['nbf-readable'],
  answer: { error: 'invalid_client' },
  check: checkAhead('nbf', limits.nbfAheadSilent),
  examples: {
    passing: [{}],
    failing: [{ assertion: { claims: { nbf: { $now: 20 } } } }, { assertion: { claims: { nbf: { $nowMs: 0 } } } }],
  },
}
