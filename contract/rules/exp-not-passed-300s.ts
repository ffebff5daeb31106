/** The assertion expired at most 300 s ago. */
import { limits } from '../limits.ts'
import type { Rule } from '../rule.ts'
import { checkExpired } from '../times.ts'

export const expNotPassed300s: Rule = {
  id: 'exp-not-passed-300s',
  demands: 'The assertion expired at most 300 s ago',
  source: { cite: 'Duende JwtValidationClockSkew; Microsoft.IdentityModel' },
  status: 'likely',
  needs: ['exp-present'],
  answer: { error: 'invalid_client' },
  check: checkExpired(limits.clockSkew),
  examples: {
    passing: [{}, { assertion: { claims: { iat: { $now: -130 }, nbf: { $now: -130 }, exp: { $now: -120 } } } }],
    failing: [{ assertion: { claims: { iat: { $now: -610 }, nbf: { $now: -610 }, exp: { $now: -600 } } } }],
  },
}
