/** The proof’s `iat` is at most 360 s past and 300 s ahead. */
import { limits } from '../limits.ts'
import { numericDate } from '../numeric-date.ts'
import { broken, passed, type Rule } from '../rule.ts'

export const proofIatWindow: Rule = {
  id: 'proof-iat-window',
  demands: 'The proof’s `iat` is at most 360 s past and 300 s ahead',
  source: { cite: 'Duende ProofTokenValidityDuration 60 s, DPoPClockSkew 300 s' },
  status: 'unknown',
  needs: ['proof-iat-present'],
  answer: { error: 'invalid_dpop_proof', description: "Invalid 'iat' value." },
  check: ({ proof, now }) => {
    const iat = numericDate(proof.claims?.iat) ?? 0
    if (iat >= now - limits.proofIatPast && iat <= now + limits.proofIatAhead) return passed()
    const off = Math.round(iat - now)
    return broken({
      expected: `${Math.floor(now)}, ${limits.proofIatPast} s less to ${limits.proofIatAhead} s more`,
      seen: `${iat}, ${Math.abs(off)} s ${off < 0 ? 'past' : 'ahead'}`,
      mend: `Set \`iat\` to ${Math.floor(now)} (now, in seconds), and make a new proof for every request. If that is what you do, check your clock`,
    })
  },
  examples: {
    passing: [{}, { proof: { claims: { iat: { $now: -240 } } } }],
    failing: [
      { proof: { claims: { iat: { $now: -3600 } } } },
      { proof: { claims: { iat: { $now: 3600 } } } },
      { proof: { claims: { iat: { $nowMs: 0 } } } },
    ],
  },
}
