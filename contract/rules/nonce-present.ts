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
          expected: 'the value of the `DPoP-Nonce` header of this response, as a string',
          seen: format(proof.claims?.nonce),
          fix: 'This challenge is a normal part of DPoP: sign a new proof that contains this nonce, and a new assertion, and send the request again',
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
