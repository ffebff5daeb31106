/** The assertion expired at most 300 s ago. */
import { limits } from '../limits.ts'
import { numericDate } from '../numeric-date.ts'
import { broken, passed, type Rule } from '../rule.ts'

export const expNotPassed300s: Rule = {
  id: 'exp-not-passed-300s',
  demands: 'The assertion expired at most 300 s ago',
  source: { cite: 'Duende JwtValidationClockSkew; Microsoft.IdentityModel' },
  status: 'likely',
  needs: ['exp-present'],
  answer: { error: 'invalid_client' },
  check: ({ assertion, now }) => {
    const exp = numericDate(assertion?.claims?.exp) ?? 0
    if (exp + limits.clockSkew >= now) return passed()
    const ago = Math.ceil(now - exp)
    return broken({
      expected: `at least ${Math.ceil(now - limits.clockSkew)}`,
      seen: `${exp}, ${ago} s ago`,
      mend: `Sign the assertion just before it is sent: \`exp\` ${Math.floor(now) + 10} (now + 10). If that is what you do, your clock is ${ago} s or more behind`,
    })
  },
  examples: {
    passing: [{}, { assertion: { claims: { iat: { $now: -130 }, nbf: { $now: -130 }, exp: { $now: -120 } } } }],
    failing: [{ assertion: { claims: { iat: { $now: -610 }, nbf: { $now: -610 }, exp: { $now: -600 } } } }],
  },
}
