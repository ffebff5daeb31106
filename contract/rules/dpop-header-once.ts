/** The request has one DPoP header at most. */
import { broken, passed, type Rule } from '../rule.ts'
import { sourceOf } from '../sources.ts'

export const dpopHeaderOnce: Rule = {
  id: 'dpop-header-once',
  requires: 'The request has at most one `DPoP` header',
  source: sourceOf('Duende TokenEndpoint; RFC 9449 4.3'),
  status: 'likely',
  at: 'headers.dpop',
  needs: [],
  answer: { to: 'body', error: 'invalid_request', description: 'Too many DPoP headers provided.' },
  check: ({ proof }) =>
    proof.headers.length <= 1
      ? passed()
      : broken({
          expected: 'one `DPoP` header',
          seen: `${proof.headers.length} \`DPoP\` headers`,
          fix: 'Set the header instead of appending to it: a retry must replace the proof',
        }),
  examples: {
    passing: [{}, { proof: { sent: 'twice in one field' } }],
    failing: [{ proof: { sent: 'in two fields' } }],
  },
}
