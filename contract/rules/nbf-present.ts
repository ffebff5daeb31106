/** The assertion has `nbf`. */
import { broken, passed, type Rule } from '../rule.ts'

export const nbfPresent: Rule = {
  id: 'nbf-present',
  demands: 'The assertion has `nbf`',
  source: { cite: 'UP:bruk_av_client_assertion; the product does not demand it' },
  status: 'likely',
  needs: ['assertion-readable'],
  answer: { error: 'invalid_client' },
  check: ({ assertion, now }) =>
    assertion?.claims?.nbf != null
      ? passed()
      : broken({
          expected: 'the time of signing',
          seen: 'nothing',
          mend: `Set \`nbf\` to ${Math.floor(now)} (now, in seconds)`,
        }),
  examples: {
    passing: [{}],
    failing: [{ assertion: { claims: { nbf: null } } }, { assertion: { claims: { nbf: { $null: true } } } }],
  },
}
