/** The assertion has not expired. */
import type { Rule } from '../rule.ts'
import { checkExpired } from '../times.ts'

export const expNotPassed: Rule = {
  id: 'exp-not-passed',
  demands: 'The assertion has not expired',
  source: { cite: 'UP:bruk_av_client_assertion; FK4 (clock synchronised with ntp.nhn.no)' },
  status: 'confirmed',
  needs: ['exp-present'],
  answer: { error: 'invalid_client' },
  check: checkExpired(0),
  examples: {
    passing: [{}],
    failing: [{ assertion: { claims: { iat: { $now: -11 }, nbf: { $now: -11 }, exp: { $now: -1 } } } }],
  },
}
