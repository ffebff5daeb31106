/** The assertion needs no tolerance to end within 10 s. */
import { limits } from '../limits.ts'
import type { Rule } from '../rule.ts'
import { checkLifetime } from '../times.ts'

export const lifetimeTolerance: Rule = {
  id: 'lifetime-tolerance',
  demands: 'The assertion needs no tolerance to end within 10 s',
  source: { cite: 'security profile SK2; the tolerance is an assumption' },
  status: 'unknown',
  needs: ['exp-present'],
  answer: { error: 'invalid_client' },
  check: checkLifetime(
    limits.assertionLifetime,
    (lifetime) =>
      lifetime > limits.assertionLifetime && lifetime <= limits.assertionLifetime + limits.assertionLifetimeTolerance,
  ),
  examples: {
    passing: [{}, { assertion: { claims: { exp: { $now: 10 } } } }],
    failing: [{ assertion: { claims: { exp: { $now: 12 } } } }],
  },
}
