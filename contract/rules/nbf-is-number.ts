/** `nbf` is a JSON number. */
import { isTextual, numericDate } from '../numeric-date.ts'
import { broken, format, passed, type Rule } from '../rule.ts'
import { sourceOf } from '../sources.ts'
import { signedAt } from '../times.ts'

export const nbfIsNumber: Rule = {
  id: 'nbf-is-number',
  requires: 'The assertion’s `nbf` is a JSON number, not a string',
  source: sourceOf('RFC 7519 2, NumericDate; Microsoft.IdentityModel reads the string'),
  status: 'likely',
  at: 'assertion.claims.nbf',
  needs: ['nbf-present'],
  answer: { to: 'body', error: 'invalid_client' },
  check: ({ assertion, now }) => {
    const nbf = assertion?.claims?.nbf
    if (!isTextual(nbf)) return passed()
    return broken({
      expected: String(numericDate(nbf)),
      seen: format(nbf),
      fix: `Set \`nbf\` to the number ${numericDate(nbf)}`,
      value: signedAt(now),
    })
  },
  examples: { passing: [{}], failing: [{ assertion: { claims: { nbf: { $nowText: 0 } } } }] },
}
