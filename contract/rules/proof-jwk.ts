/** The proof carries its public key. */
import { broken, passed, type Rule, show } from '../rule.ts'

export const proofJwk: Rule = {
  id: 'proof-jwk',
  demands: 'The proof’s header has its public key in `jwk`',
  source: {
    cite: 'UP:formatering_av_dpop_bevis; RFC 9449 4.2',
    url: 'https://www.rfc-editor.org/rfc/rfc9449#section-4.2',
  },
  status: 'likely',
  needs: ['proof-alg'],
  answer: { error: 'invalid_dpop_proof', description: "Invalid 'jwk' value." },
  check: ({ proof }) =>
    proof.jkt !== undefined
      ? passed()
      : broken({
          expected: 'a public JWK, as an object',
          seen: show(proof.header?.jwk),
          mend: 'Put the public half of the signing key into the header as `jwk`: `kty`, `crv`, `x`, `y` for a P-256 key',
        }),
  examples: {
    passing: [{}],
    failing: [
      { proof: { header: { jwk: null } } },
      { proof: { header: { jwk: 'a string' } } },
      { proof: { header: { jwk: { kty: 'EC' } } } },
    ],
  },
}
