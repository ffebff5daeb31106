/** This STS issued the nonce within the last minute. */
import { broken, format, passed, type Rule } from '../rule.ts'
import { sourceOf } from '../sources.ts'

export const nonceValid: Rule = {
  id: 'nonce-valid',
  requires: 'The proof’s `nonce` was issued by this STS at most 60 s ago',
  source: sourceOf('UP:feilmeldinger; Duende DefaultDPoPProofValidator, ProofTokenValidityDuration'),
  status: 'likely',
  at: 'proof.claims.nonce',
  needs: ['nonce-present'],
  asks: 'memory',
  answer: { to: 'body', error: 'use_dpop_nonce', description: "Invalid 'nonce' value." },
  check: ({ proof }) => {
    if (proof.nonce === 'valid') return passed()
    const seen =
      proof.nonce === 'expired'
        ? 'a nonce of this STS, issued more than 60 s ago'
        : `${format(proof.claims?.nonce)}, which this STS did not issue`
    return broken({
      expected: 'the value of the header `DPoP-Nonce` of the latest 400 use_dpop_nonce',
      seen,
      fix: 'Sign a new proof with that nonce and a new assertion, and send the request again. Cache one nonce per STS, and replace it whenever a response carries a new one',
    })
  },
  examples: { passing: [{}], failing: [{ proof: { claims: { nonce: 'made-up' } } }, { wait: 61 }] },
}
