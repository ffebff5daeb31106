/** The proof is signed by the key it carries. */
import { broken, passed, type Rule } from '../rule.ts'
import { sourceOf } from '../sources.ts'

export const proofSignature: Rule = {
  id: 'proof-signature',
  requires: 'The proof’s `jwk` verifies its signature',
  source: sourceOf('Duende DefaultDPoPProofValidator; RFC 9449 4.3'),
  status: 'likely',
  at: 'proof.signature',
  needs: ['proof-jwk'],
  answer: { to: 'body', error: 'invalid_dpop_proof', description: 'Invalid signature on DPoP token.' },
  check: ({ proof }) =>
    proof.signatureVerifies
      ? passed()
      : broken({
          expected: `a signature by the key in \`jwk\` (${proof.jkt})`,
          seen: 'a signature that does not verify',
          fix: 'Sign with the private half of the very key in `jwk`, by the algorithm in `alg`, and send the JWT unchanged',
        }),
  examples: { passing: [{}], failing: [{ proof: { badSignature: true } }, { proof: { tampered: { extra: 1 } } }] },
}
