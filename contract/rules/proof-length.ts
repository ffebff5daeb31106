/** The proof is not longer than Duende IdentityServer reads. */
import { limits } from '../limits.ts'
import { broken, notEvaluated, passed, type Rule } from '../rule.ts'
import { sourceOf } from '../sources.ts'

export const proofLength: Rule = {
  id: 'proof-length',
  requires: `The proof has at most ${limits.proofLength} characters`,
  source: sourceOf('Duende InputLengthRestrictions.DPoPProofToken'),
  status: 'likely',
  at: 'proof',
  needs: ['dpop-header-once'],
  answer: { to: 'body', error: 'invalid_dpop_proof' },
  check: ({ proof }) => {
    if (proof.compact === undefined) return notEvaluated('no proof was sent')
    const { length } = proof.compact
    if (length <= limits.proofLength) return passed()
    return broken({
      expected: `at most ${limits.proofLength} characters`,
      seen: `${length} characters`,
      fix: 'Remove what a proof does not need, above all `x5c`; a P-256 key makes a short proof',
    })
  },
  examples: { passing: [{}, { proof: { padTo: 4000 } }], failing: [{ proof: { padTo: 4001 } }] },
}
