/** The proof’s `iat` is at most 120 s past and 60 s ahead. */
import { limits } from '../limits.ts'
import { numericDate } from '../numeric-date.ts'
import { broken, passed, type Rule } from '../rule.ts'

export const proofIatWindowNext: Rule = {
  id: 'proof-iat-window-next',
  demands: 'The proof’s `iat` is at most 120 s past and 60 s ahead',
  source: { cite: 'FAPI 2.0 5.3.2.1 (clock skew 60 s)' },
  status: 'unknown',
  needs: ['proof-iat-present'],
  answer: { error: 'invalid_dpop_proof', description: "Invalid 'iat' value." },
  check: ({ proof, now }) => {
    const iat = numericDate(proof.claims?.iat) ?? 0
    if (iat >= now - limits.proofIatPastNext && iat <= now + limits.proofIatAheadNext) return passed()
    const off = Math.round(iat - now)
    return broken({
      expected: `${Math.floor(now)}, ${limits.proofIatPastNext} s less to ${limits.proofIatAheadNext} s more`,
      seen: `${iat}, ${Math.abs(off)} s ${off < 0 ? 'past' : 'ahead'}`,
      mend: `Set \`iat\` to ${Math.floor(now)} (now, in seconds), and make a new proof for every request. If that is what you do, check your clock`,
    })
  },
  examples: {
    passing: [{}, { proof: { claims: { iat: { $now: -90 } } } }],
    failing: [{ proof: { claims: { iat: { $now: -240 } } } }, { proof: { claims: { iat: { $now: 120 } } } }],
  },
}
