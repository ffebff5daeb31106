/** The assertion has an expiry. */

import { limits } from '../limits.ts'
import { numericDate } from '../numeric-date.ts'
import { broken, format, passed, type Rule } from '../rule.ts'
import { sourceOf } from '../sources.ts'
import { endsAt } from '../times.ts'

export const expPresent: Rule = {
  id: 'exp-present',
  requires: 'The assertion has an `exp`, in epoch seconds',
  source: sourceOf('UP:bruk_av_client_assertion; Microsoft.IdentityModel; RFC 7523 3'),
  status: 'likely',
  at: 'assertion.claims.exp',
  needs: ['assertion-readable'],
  answer: { to: 'body', error: 'invalid_client' },
  check: ({ assertion, now }) => {
    const exp = assertion?.claims?.exp
    if (numericDate(exp) !== undefined) return passed()
    return broken({
      expected: 'a NumericDate: seconds since 1970-01-01 UTC',
      seen: format(exp),
      fix: `Set \`exp\` to ${endsAt(now)} (now + ${limits.assertionLifetime})`,
      value: endsAt(now),
    })
  },
  examples: {
    passing: [{}, { assertion: { claims: { exp: { $nowText: 10 } } } }],
    failing: [{ assertion: { claims: { exp: null } } }, { assertion: { claims: { exp: 'soon' } } }],
  },
}
