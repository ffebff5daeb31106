/** The assertion’s `nbf` is at most 300 s ahead of the clock. */
import { limits } from '../limits.ts'
import type { Rule } from '../rule.ts'
import { checkAhead } from '../times.ts'

export const nbfAhead300s: Rule = {
  id: 'nbf-ahead-300s',
  demands: 'The assertion’s `nbf` is at most 300 s ahead of the clock',
  source: { cite: 'Duende JwtValidationClockSkew; Microsoft.IdentityModel' },
  status: 'likely',
  needs: ['nbf-readable'],
  answer: { error: 'invalid_client' },
  check: checkAhead('nbf', limits.clockSkew),
  examples: {
    passing: [{}],
    failing: [{ assertion: { claims: { nbf: { $now: 310 } } } }, { assertion: { claims: { nbf: { $nowMs: 0 } } } }],
  },
}
