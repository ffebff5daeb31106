/** The proof does not contradict itself by `exp` or `nbf`. */
import { numericDate } from '../numeric-date.ts'
import { broken, passed, type Rule } from '../rule.ts'
import { sourceOf } from '../sources.ts'

export const proofLifetimeClaims: Rule = {
  id: 'proof-lifetime-claims',
  requires: 'The proof’s `exp` and `nbf`, which nobody asks for, do not rule it out',
  source: sourceOf('Duende DefaultDPoPProofValidator does not validate the lifetime; RFC 9449 4.2 knows neither'),
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
      seen: expired ? `\`exp\` ${exp}, which has passed` : `\`nbf\` ${nbf}, which is to come`,
      fix: 'Leave `exp` and `nbf` out of the proof',
    })
  },
  examples: {
    passing: [{}],
    failing: [{ proof: { claims: { exp: { $now: -60 } } } }, { proof: { claims: { nbf: { $now: 60 } } } }],
  },
}
