/** The proof's `exp` and `nbf`, which are not required, do not make it invalid. */
import { numericDate } from '../numeric-date.ts'
import { broken, passed, type Rule } from '../rule.ts'
import { sourceOf } from '../sources.ts'

export const proofLifetimeClaims: Rule = {
  id: 'proof-lifetime-claims',
  requires: 'The proof has no expired `exp` and no future `nbf`, neither of which is required',
  source: sourceOf(
    'Duende DefaultDPoPProofValidator does not validate the lifetime; RFC 9449 4.2 defines neither claim',
  ),
  status: 'likely',
  at: 'proof.claims',
  needs: ['proof-readable'],
  answer: { to: 'body', error: 'invalid_dpop_proof', description: 'Malformed DPoP token.' },
  check: ({ proof, now }) => {
    const { exp, nbf } = proof.claims ?? {}
    const expired = (numericDate(exp) ?? Number.POSITIVE_INFINITY) < now
    const early = (numericDate(nbf) ?? Number.NEGATIVE_INFINITY) > now
    if (!expired && !early) return passed()
    return broken({
      at: expired ? 'proof.claims.exp' : 'proof.claims.nbf',
      expected: 'neither `exp` nor `nbf`',
      seen: expired ? `\`exp\` ${exp}, which has passed` : `\`nbf\` ${nbf}, which is in the future`,
      fix: 'Remove `exp` and `nbf` from the proof',
    })
  },
  examples: {
    passing: [{}],
    failing: [{ proof: { claims: { exp: { $now: -60 } } } }, { proof: { claims: { nbf: { $now: 60 } } } }],
  },
}
