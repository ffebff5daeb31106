/** The assertion needs no tolerance to end within 10 s. */
import { limits } from '../limits.ts'
import { numericDate } from '../numeric-date.ts'
import { broken, passed, type Rule } from '../rule.ts'

export const lifetimeTolerance: Rule = {
  id: 'lifetime-tolerance',
  demands: 'The assertion needs no tolerance to end within 10 s',
  source: { cite: 'security profile SK2; the tolerance is an assumption' },
  status: 'unknown',
  needs: ['exp-present'],
  answer: { error: 'invalid_client' },
  check: ({ assertion, now }) => {
    const seconds = Math.floor(now)
    const lifetime = Math.floor(numericDate(assertion?.claims?.exp) ?? 0) - seconds
    if (lifetime <= limits.assertionLifetime || lifetime > limits.assertionLifetime + limits.assertionLifetimeTolerance)
      return passed()
    return broken({
      expected: `${limits.assertionLifetime} s or less`,
      seen: `${lifetime} s`,
      mend: `Set \`exp\` to ${seconds + limits.assertionLifetime} (now + ${limits.assertionLifetime})`,
    })
  },
  examples: {
    passing: [{}, { assertion: { claims: { exp: { $now: 10 } } } }],
    failing: [{ assertion: { claims: { exp: { $now: 12 } } } }],
  },
}
