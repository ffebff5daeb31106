/** The proof is for the method of the request. */
import { broken, format, passed, type Rule } from '../rule.ts'
import { sourceOf } from '../sources.ts'

export const proofHtm: Rule = {
  id: 'proof-htm',
  requires: 'The proof’s `htm` is the method of the request',
  source: sourceOf('UP:formatering_av_dpop_bevis; RFC 9449 4.3'),
  status: 'likely',
  at: 'proof.claims.htm',
  needs: ['proof-readable'],
  answer: { to: 'body', error: 'invalid_dpop_proof', description: "Invalid 'htm' value." },
  check: ({ proof }) =>
    proof.claims?.htm === 'POST'
      ? passed()
      : broken({
          expected: 'POST',
          seen: format(proof.claims?.htm),
          fix: 'Set `htm` to "POST", in upper case',
          value: 'POST',
        }),
  examples: {
    passing: [{}],
    failing: [
      { proof: { claims: { htm: null } } },
      { proof: { claims: { htm: 'GET' } } },
      { proof: { claims: { htm: 'post' } } },
    ],
  },
}
