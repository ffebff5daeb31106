/** The assertion has not expired. */
import { numericDate } from '../numeric-date.ts'
import { broken, passed, type Rule } from '../rule.ts'

export const expNotPassed: Rule = {
  id: 'exp-not-passed',
  demands: 'The assertion has not expired',
  source: { cite: 'UP:bruk_av_client_assertion; FK4 (clock synchronised with ntp.nhn.no)' },
  status: 'confirmed',
  needs: ['exp-present'],
  answer: { error: 'invalid_client' },
  check: ({ assertion, now }) => {
    const exp = numericDate(assertion?.claims?.exp) ?? 0
    if (exp >= now) return passed()
    const ago = Math.ceil(now - exp)
    return broken({
      expected: `${Math.floor(now)} or later`,
      seen: `${exp}, ${ago} s ago`,
      mend: `Sign the assertion just before it is sent: \`exp\` ${Math.floor(now) + 10} (now + 10). If that is what you do, your clock is ${ago} s or more behind`,
    })
  },
  examples: {
    passing: [{}],
    failing: [{ assertion: { claims: { iat: { $now: -11 }, nbf: { $now: -11 }, exp: { $now: -1 } } } }],
  },
}
