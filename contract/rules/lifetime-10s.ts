/** The assertion ends at most 10 s from now (5 s are tolerated). */
import { limits } from '../limits.ts'
import { numericDate } from '../numeric-date.ts'
import { broken, passed, type Rule } from '../rule.ts'

export const lifetime10s: Rule = {
  id: 'lifetime-10s',
  demands: 'The assertion ends at most 10 s from now (5 s are tolerated)',
  source: { cite: 'security profile SK2; Altinn client assertion guide' },
  status: 'confirmed',
  needs: ['exp-present'],
  answer: { error: 'invalid_client' },
  check: ({ assertion, now }) => {
    const seconds = Math.floor(now)
    const lifetime = Math.floor(numericDate(assertion?.claims?.exp) ?? 0) - seconds
    if (lifetime <= limits.assertionLifetime + limits.assertionLifetimeTolerance) return passed()
    return broken({
      expected: `${limits.assertionLifetime} s or less`,
      seen: `${lifetime} s`,
      mend: `Set \`exp\` to ${seconds + limits.assertionLifetime} (now + ${limits.assertionLifetime})`,
    })
  },
  examples: {
    passing: [{}, { assertion: { claims: { exp: { $now: 5 } } } }, { assertion: { claims: { exp: { $now: 12 } } } }],
    failing: [{ assertion: { claims: { exp: { $now: 30 } } } }, { assertion: { claims: { exp: { $now: 60 } } } }],
  },
}
