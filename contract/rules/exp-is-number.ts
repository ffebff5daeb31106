/** `exp` is a JSON number. */
import { isTextual, numericDate } from '../numeric-date.ts'
import { broken, format, passed, type Rule } from '../rule.ts'
import { sourceOf } from '../sources.ts'
import { endsAt } from '../times.ts'

export const expIsNumber: Rule = {
  id: 'exp-is-number',
  requires: 'The assertion’s `exp` is a JSON number, not a string',
  source: sourceOf('RFC 7519 2, NumericDate; Microsoft.IdentityModel reads the string'),
  status: 'likely',
  at: 'assertion.claims.exp',
  needs: ['exp-present'],
  answer: { to: 'body', error: 'invalid_client' },
  check: ({ assertion, now }) => {
    const exp = assertion?.claims?.exp
    return isTextual(exp)
      ? broken({
          expected: String(numericDate(exp)),
          seen: format(exp),
          fix: `Set \`exp\` to the number ${numericDate(exp)}`,
          value: endsAt(now),
        })
      : passed()
  },
  examples: { passing: [{}], failing: [{ assertion: { claims: { exp: { $nowText: 10 } } } }] },
}
