/** The assertion’s `iat` is at most 300 s ahead of the clock. */
import { limits } from '../limits.ts'
import type { Rule } from '../rule.ts'
import { checkAhead } from '../times.ts'

export const iatAhead300s: Rule = {
  id: 'iat-ahead-300s',
  demands: 'The assertion’s `iat` is at most 300 s ahead of the clock',
  source: { cite: 'the product never reads `iat`; NHN requires it' },
  status: 'likely',
  needs: ['iat-readable'],
  answer: { error: 'invalid_client' },
  check: checkAhead('iat', limits.clockSkew),
  examples: {
    passing: [{}],
    failing: [{ assertion: { claims: { iat: { $now: 310 } } } }, { assertion: { claims: { iat: { $nowMs: 0 } } } }],
  },
}
