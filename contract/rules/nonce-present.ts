/** The proof carries the server's nonce. */
import { broken, format, passed, type Rule } from '../rule.ts'
import { sourceOf } from '../sources.ts'

export const noncePresent: Rule = {
  id: 'nonce-present',
  requires: 'The DPoP proof carries the server’s nonce',
  source: sourceOf('UP:feilmeldinger; DuendeSoftware/foss#323; RFC 9449 8'),
  status: 'confirmed',
  at: 'proof.claims.nonce',
  needs: ['proof-readable'],
  answer: { to: 'body', error: 'use_dpop_nonce', description: "Missing 'nonce' value." },
  check: ({ proof }) =>
    proof.nonce !== 'missing'
      ? passed()
      : broken({
          expected: 'the value of the header `DPoP-Nonce` of a 400 use_dpop_nonce, as a string',
          seen: format(proof.claims?.nonce),
          fix: 'Normal on a first request: once nothing else is wrong, the answer is 400 use_dpop_nonce with a nonce. Sign a new proof that contains it, and a new assertion, and send the request again',
        }),
  examples: {
    passing: [{}],
    failing: [
      { proof: { claims: { nonce: null } } },
      { proof: { claims: { nonce: '' } } },
      { proof: { claims: { nonce: 17 } } },
    ],
  },
}
