/** The assertion expired at most 60 s ago. */
import { limits } from '../limits.ts'
import { numericDate } from '../numeric-date.ts'
import { broken, passed, type Rule } from '../rule.ts'

export const expNotPassed60s: Rule = {
  id: 'exp-not-passed-60s',
  demands: 'The assertion expired at most 60 s ago',
  source: { cite: 'FAPI 2.0 5.3.2.1 (clock skew)' },
  status: 'likely',
  needs: ['exp-present'],
  answer: { error: 'invalid_client' },
  check: ({ assertion, now }) => {
    const exp = numericDate(assertion?.claims?.exp) ?? 0
    if (exp + limits.clockSkewFapi >= now) return passed()
    const ago = Math.ceil(now - exp)
    return broken({
      expected: `at least ${Math.ceil(now - limits.clockSkewFapi)}`,
      seen: `${exp}, ${ago} s ago`,
      mend: `Sign the assertion just before it is sent: \`exp\` ${Math.floor(now) + 10} (now + 10). If that is what you do, your clock is ${ago} s or more behind`,
    })
  },
  examples: {
    passing: [{}, { assertion: { claims: { iat: { $now: -40 }, nbf: { $now: -40 }, exp: { $now: -30 } } } }],
    failing: [{ assertion: { claims: { iat: { $now: -130 }, nbf: { $now: -130 }, exp: { $now: -120 } } } }],
  },
}
