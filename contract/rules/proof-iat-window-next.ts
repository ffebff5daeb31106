/** The proof’s `iat` is at most 120 s past and 60 s ahead. */
import { limits } from '../limits.ts'
import type { Rule } from '../rule.ts'
import { checkProofIat } from '../times.ts'

export const proofIatWindowNext: Rule = {
  id: 'proof-iat-window-next',
  demands: 'The proof’s `iat` is at most 120 s past and 60 s ahead',
  source: { cite: 'FAPI 2.0 5.3.2.1 (clock skew 60 s)' },
  status: 'unknown',
  needs: ['proof-iat-present'],
  answer: { error: 'invalid_dpop_proof', description: "Invalid 'iat' value." },
  check: checkProofIat(limits.proofIatPastNext, limits.proofIatAheadNext),
  examples: {
    passing: [{}, { proof: { claims: { iat: { $now: -90 } } } }],
    failing: [{ proof: { claims: { iat: { $now: -240 } } } }, { proof: { claims: { iat: { $now: 120 } } } }],
  },
}
