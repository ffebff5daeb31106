/** The assertion ends at most 60 s from now, by the older rule (5 s are tolerated). */
import { limits } from '../limits.ts'
import { numericDate } from '../numeric-date.ts'
import { broken, passed, type Rule } from '../rule.ts'

export const lifetime60s: Rule = {
  id: 'lifetime-60s',
  demands: 'The assertion ends at most 60 s from now, by the older rule (5 s are tolerated)',
  source: { cite: 'CF:541982723; refusal above it unknown' },
  status: 'unknown',
  needs: ['exp-present'],
  answer: { error: 'invalid_client' },
  check: ({ assertion, now }) => {
    const seconds = Math.floor(now)
    const lifetime = Math.floor(numericDate(assertion?.claims?.exp) ?? 0) - seconds
    if (lifetime <= limits.assertionLifetimeOld + limits.assertionLifetimeTolerance) return passed()
    return broken({
      expected: `${limits.assertionLifetimeOld} s or less`,
      seen: `${lifetime} s`,
      mend: `Set \`exp\` to ${seconds + limits.assertionLifetime} (now + ${limits.assertionLifetime})`,
    })
  },
  examples: {
    passing: [{}, { assertion: { claims: { exp: { $now: 60 } } } }],
    failing: [{ assertion: { claims: { exp: { $now: 75 } } } }, { assertion: { claims: { exp: { $now: 86400 } } } }],
  },
}
