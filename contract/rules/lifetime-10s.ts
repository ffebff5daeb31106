/** The assertion ends at most 10 s from now (5 s are tolerated). */
import { limits } from '../limits.ts'
import type { Rule } from '../rule.ts'
import { checkLifetime } from '../times.ts'

export const lifetime10s: Rule = {
  id: 'lifetime-10s',
  demands: 'The assertion ends at most 10 s from now (5 s are tolerated)',
  source: { cite: 'security profile SK2; Altinn client assertion guide' },
  status: 'confirmed',
  needs: ['exp-present'],
  answer: { error: 'invalid_client' },
  check: checkLifetime(
    limits.assertionLifetime,
    (lifetime) => lifetime > limits.assertionLifetime + limits.assertionLifetimeTolerance,
  ),
  examples: {
    passing: [{}, { assertion: { claims: { exp: { $now: 5 } } } }, { assertion: { claims: { exp: { $now: 12 } } } }],
    failing: [{ assertion: { claims: { exp: { $now: 30 } } } }, { assertion: { claims: { exp: { $now: 60 } } } }],
  },
}
