/** An `iat` is a time. */
import { numericDate } from '../numeric-date.ts'
import { broken, format, passed, type Rule } from '../rule.ts'
import { sourceOf } from '../sources.ts'
import { signedAt } from '../times.ts'

export const iatReadable: Rule = {
  id: 'iat-readable',
  requires: 'The assertion’s `iat` is a time in epoch seconds',
  source: sourceOf('RFC 7519 4.1.6; Duende never reads it'),
  status: 'unknown',
  at: 'assertion.claims.iat',
  needs: ['iat-present'],
  answer: { to: 'body', error: 'invalid_client' },
  check: ({ assertion, now }) => {
    const iat = assertion?.claims?.iat
    return numericDate(iat) !== undefined
      ? passed()
      : broken({
          expected: 'a NumericDate: seconds since 1970-01-01 UTC',
          seen: format(iat),
          fix: `Set \`iat\` to ${signedAt(now)} (now)`,
          value: signedAt(now),
        })
  },
  examples: {
    passing: [{}],
    failing: [{ assertion: { claims: { iat: 'today' } } }, { assertion: { claims: { iat: {} } } }],
  },
}
