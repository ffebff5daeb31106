/** An `nbf` is a time. */
import { numericDate } from '../numeric-date.ts'
import { broken, format, passed, type Rule } from '../rule.ts'
import { sourceOf } from '../sources.ts'
import { signedAt } from '../times.ts'

export const nbfReadable: Rule = {
  id: 'nbf-readable',
  requires: 'The assertion’s `nbf` is a time in epoch seconds',
  source: sourceOf('Microsoft.IdentityModel; RFC 7519 4.1.5'),
  status: 'likely',
  at: 'assertion.claims.nbf',
  needs: ['nbf-present'],
  answer: { to: 'body', error: 'invalid_client' },
  check: ({ assertion, now }) => {
    const nbf = assertion?.claims?.nbf
    return numericDate(nbf) !== undefined
      ? passed()
      : broken({
          expected: 'a NumericDate: seconds since 1970-01-01 UTC',
          seen: format(nbf),
          fix: `Set \`nbf\` to ${signedAt(now)} (now)`,
          value: signedAt(now),
        })
  },
  examples: {
    passing: [{}],
    failing: [{ assertion: { claims: { nbf: 'now' } } }, { assertion: { claims: { nbf: true } } }],
  },
}
