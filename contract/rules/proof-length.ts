/** The proof is not longer than the product reads. */
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
    if (proof.compact === undefined) return notEvaluated('there is no proof')
    const { length } = proof.compact
    if (length <= limits.proofLength) return passed()
    return broken({
      expected: `at most ${limits.proofLength} characters`,
      seen: `${length}`,
      fix: 'Leave out what a proof does not need, `x5c` above all; a P-256 key makes short proofs',
    })
  },
  examples: { passing: [{}, { proof: { padTo: 4000 } }], failing: [{ proof: { padTo: 4001 } }] },
}
