/** The audience is a string. */
import { broken, format, passed, type Rule } from '../rule.ts'
import { sourceOf } from '../sources.ts'

export const audIsString: Rule = {
  id: 'aud-is-string',
  requires: 'The assertion’s `aud` is a string, not an array',
  source: sourceOf('Duende 7.2 to 7.4 reject the array, 8.0 accepts it; FAPI 2.0 5.3.2.1'),
  status: 'unknown',
  at: 'assertion.claims.aud',
  needs: ['aud-single'],
  answer: { to: 'body', error: 'invalid_client' },
  check: ({ assertion, sts }) => {
    const aud = assertion?.claims?.aud
    return typeof aud === 'string'
      ? passed()
      : broken({
          expected: `the string "${sts.issuer}"`,
          seen: format(aud),
          fix: `Set \`aud\` to the string "${sts.issuer}"`,
          value: sts.issuer,
        })
  },
  examples: { passing: [{}], failing: [{ assertion: { claims: { aud: ['${issuer}'] } } }] },
}
