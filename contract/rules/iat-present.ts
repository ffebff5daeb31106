/** The assertion has an `iat`. */
import { broken, passed, type Rule } from '../rule.ts'
import { sourceOf } from '../sources.ts'
import { signedAt } from '../times.ts'

export const iatPresent: Rule = {
  id: 'iat-present',
  requires: 'The assertion has an `iat`',
  source: sourceOf('UP:bruk_av_client_assertion; Duende never reads it'),
  status: 'likely',
  at: 'assertion.claims.iat',
  needs: ['assertion-readable'],
  answer: { to: 'body', error: 'invalid_client' },
  check: ({ assertion, now }) =>
    assertion?.claims?.iat != null
      ? passed()
      : broken({
          expected: 'the time of signing',
          seen: 'nothing',
          fix: `Set \`iat\` to ${signedAt(now)} (now, in seconds)`,
          value: signedAt(now),
        }),
  examples: {
    passing: [{}],
    failing: [{ assertion: { claims: { iat: null } } }, { assertion: { claims: { iat: { $null: true } } } }],
  },
}
