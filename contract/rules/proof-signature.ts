/** The proof is signed with the key that it carries. */
import { broken, passed, type Rule } from '../rule.ts'
import { sourceOf } from '../sources.ts'

export const proofSignature: Rule = {
  id: 'proof-signature',
  requires: 'The proof is signed with the key in its `jwk`',
  source: sourceOf('Duende DefaultDPoPProofValidator; RFC 9449 4.3'),
  status: 'likely',
  at: 'proof.signature',
  needs: ['proof-jwk'],
  answer: { to: 'body', error: 'invalid_dpop_proof', description: 'Invalid signature on DPoP token.' },
  check: ({ proof }) =>
    proof.signatureVerifies
      ? passed()
      : broken({
          expected: `a signature by the key in \`jwk\` (thumbprint ${proof.jkt})`,
          seen: 'a signature that does not verify',
          fix: 'Sign with the private key that belongs to `jwk`, using the algorithm in `alg`, and send the JWT unchanged',
        }),
  examples: { passing: [{}], failing: [{ proof: { badSignature: true } }, { proof: { tampered: { extra: 1 } } }] },
}
