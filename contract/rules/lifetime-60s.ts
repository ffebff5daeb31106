/** The assertion ends at most 60 s from now, by the older rule (5 s are tolerated). */
import { limits } from '../limits.ts'
import type { Rule } from '../rule.ts'
import { checkLifetime } from '../times.ts'

export const lifetime60s: Rule = {
  id: 'lifetime-60s',
  demands: 'The assertion ends at most 60 s from now, by the older rule (5 s are tolerated)',
  source: { cite: 'CF:541982723; refusal above it unknown' },
  status: 'unknown',
  needs: ['exp-present'],
  answer: { error: 'invalid_client' },
  check: checkLifetime(
    limits.assertionLifetimeOld,
    (lifetime) => lifetime > limits.assertionLifetimeOld + limits.assertionLifetimeTolerance,
  ),
  examples: {
    passing: [{}, { assertion: { claims: { exp: { $now: 60 } } } }],
    failing: [{ assertion: { claims: { exp: { $now: 75 } } } }, { assertion: { claims: { exp: { $now: 86400 } } } }],
  },
}
