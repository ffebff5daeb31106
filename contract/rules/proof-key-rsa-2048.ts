/** The proof's RSA key is long enough. */
import { minimumRsaBits } from '../algorithms.ts'
import { broken, passed, type Rule } from '../rule.ts'
import { sourceOf } from '../sources.ts'

export const proofKeyRsa2048: Rule = {
  id: 'proof-key-rsa-2048',
  requires: `The proof’s RSA key has at least ${minimumRsaBits} bits`,
  source: sourceOf('UP:krav_til_kryptografi (2026-05-05)'),
  status: 'unknown',
  at: 'proof.header.jwk',
  needs: ['proof-jwk'],
  answer: { to: 'body', error: 'invalid_dpop_proof', description: "Invalid 'jwk' value." },
  check: ({ proof }) =>
    proof.bits === undefined || proof.bits >= minimumRsaBits
      ? passed()
      : broken({
          expected: `${minimumRsaBits} bits or more`,
          seen: `${proof.bits} bits`,
          fix: 'Generate a P-256 key for DPoP proofs',
        }),
  examples: {
    passing: [{}, { proof: { key: 'rsa-proof', alg: 'PS256' } }],
    failing: [{ proof: { key: 'weak', alg: 'PS256' } }],
  },
}
