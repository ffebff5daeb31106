/** The assertion is a signed JWT in compact form. */
import { broken, passed, type Rule } from '../rule.ts'
import { sourceOf } from '../sources.ts'

export const assertionReadable: Rule = {
  id: 'assertion-readable',
  requires: 'The assertion is a JWT in compact form: header, claims and signature in base64url, joined by dots',
  source: sourceOf('Duende JwtBearerClientAssertionSecretParser; RFC 7515 7.1'),
  status: 'likely',
  at: 'assertion',
  needs: ['assertion-length'],
  answer: { to: 'body', error: 'invalid_client' },
  check: ({ assertion }) =>
    assertion?.unreadable === undefined
      ? passed()
      : broken({
          expected: 'a JWT',
          seen: assertion.unreadable,
          fix: 'Send the compact JWT exactly as the JWT library returns it, form-encoded',
        }),
  examples: {
    passing: [{}],
    failing: [
      { assertion: { raw: 'garbage' } },
      { assertion: { raw: 'two.parts' } },
      { assertion: { raw: '${jwt}!' } },
      { assertion: { raw: '${jwt}.more' } },
    ],
  },
}
