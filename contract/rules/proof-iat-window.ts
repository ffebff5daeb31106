/** The proof’s `iat` is at most 360 s past and 300 s ahead. */
import { limits } from '../limits.ts'
import type { Rule } from '../rule.ts'
import { checkProofIat } from '../times.ts'

export const proofIatWindow: Rule = {
  id: 'proof-iat-window',
  demands: 'The proof’s `iat` is at most 360 s past and 300 s ahead',
  source: { cite: 'Duende ProofTokenValidityDuration 60 s, DPoPClockSkew 300 s' },
  status: 'unknown',
  needs: ['proof-iat-present'],
  answer: { error: 'invalid_dpop_proof', description: "Invalid 'iat' value." },
  check: checkProofIat(limits.proofIatPast, limits.proofIatAhead),
  examples: {
    passing: [{}, { proof: { claims: { iat: { $now: -240 } } } }],
    failing: [
      { proof: { claims: { iat: { $now: -3600 } } } },
      { proof: { claims: { iat: { $now: 3600 } } } },
      { proof: { claims: { iat: { $nowMs: 0 } } } },
    ],
  },
}
