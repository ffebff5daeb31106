/** The assertion has an `nbf`. */
import { broken, passed, type Rule } from '../rule.ts'
import { sourceOf } from '../sources.ts'
import { signedAt } from '../times.ts'

export const nbfPresent: Rule = {
  id: 'nbf-present',
  requires: 'The assertion has an `nbf`',
  source: sourceOf('UP:bruk_av_client_assertion; Duende does not require it'),
  status: 'likely',
  at: 'assertion.claims.nbf',
  needs: ['assertion-readable'],
  answer: { to: 'body', error: 'invalid_client' },
  check: ({ assertion, now }) =>
    assertion?.claims?.nbf != null
      ? passed()
      : broken({
          expected: 'the time of signing',
          seen: 'nothing',
          fix: `Set \`nbf\` to ${signedAt(now)} (now, in seconds)`,
          value: signedAt(now),
        }),
  examples: {
    passing: [{}],
    failing: [{ assertion: { claims: { nbf: null } } }, { assertion: { claims: { nbf: { $null: true } } } }],
  },
}
