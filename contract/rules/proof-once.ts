/** A proof is used once. */
import { broken, format, passed, type Rule } from '../rule.ts'
import { sourceOf } from '../sources.ts'

export const proofOnce: Rule = {
  id: 'proof-once',
  requires: 'Each request carries a new proof',
  source: sourceOf('UP:formatering_av_dpop_bevis; Duende DefaultDPoPProofValidator'),
  status: 'confirmed',
  at: 'proof.claims.jti',
  needs: ['proof-jti'],
  asks: 'memory',
  answer: { to: 'body', error: 'invalid_dpop_proof', description: 'Detected replay of DPoP proof token.' },
  check: ({ proof }) => {
    const { jtiSeenAt, claims } = proof
    if (jtiSeenAt === undefined) return passed()
    return broken({
      expected: 'a `jti` that has not been used before',
      seen: `${format(claims?.jti)}, used at ${new Date(jtiSeenAt * 1000).toISOString()}`,
      fix: 'Sign a new proof with a new `jti` for every request',
    })
  },
  examples: { passing: [{}, { before: [{}] }], failing: [{ before: [{}], proof: { reuse: true } }] },
}
