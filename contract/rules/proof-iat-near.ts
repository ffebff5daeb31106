/** The proof’s `iat` is at most 60 s off. */
import { limits } from '../limits.ts'
import type { Rule } from '../rule.ts'
import { checkProofIat } from '../times.ts'

export const proofIatNear: Rule = {
  id: 'proof-iat-near',
  demands: 'The proof’s `iat` is at most 60 s off',
  source: { cite: 'FK4 (clock synchronised with ntp.nhn.no)' },
  status: 'unknown',
  needs: ['proof-iat-present'],
  answer: { error: 'invalid_dpop_proof', description: "Invalid 'iat' value." },
  check: checkProofIat(limits.proofIatSilent, limits.proofIatSilent),
  examples: {
    passing: [{}, { proof: { claims: { iat: { $now: -10 } } } }, { proof: { claims: { iat: { $now: 8 } } } }],
    failing: [{ proof: { claims: { iat: { $now: -90 } } } }, { proof: { claims: { iat: { $now: 90 } } } }],
  },
}
