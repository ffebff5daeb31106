/** The proof’s `iat` is at most 60 s off. */
import { limits } from '../limits.ts'
import { numericDate } from '../numeric-date.ts'
import { broken, passed, type Rule } from '../rule.ts'

export const proofIatNear: Rule = {
  id: 'proof-iat-near',
  demands: 'The proof’s `iat` is at most 60 s off',
  source: { cite: 'FK4 (clock synchronised with ntp.nhn.no)' },
  status: 'unknown',
  needs: ['proof-iat-present'],
  answer: { error: 'invalid_dpop_proof', description: "Invalid 'iat' value." },
  check: ({ proof, now }) => {
    const iat = numericDate(proof.claims?.iat) ?? 0
    if (iat >= now - limits.proofIatSilent && iat <= now + limits.proofIatSilent) return passed()
    const off = Math.round(iat - now)
    return broken({
      expected: `${Math.floor(now)}, ${limits.proofIatSilent} s less to ${limits.proofIatSilent} s more`,
      seen: `${iat}, ${Math.abs(off)} s ${off < 0 ? 'past' : 'ahead'}`,
      mend: `Set \`iat\` to ${Math.floor(now)} (now, in seconds), and make a new proof for every request. If that is what you do, check your clock`,
    })
  },
  examples: {
    passing: [{}, { proof: { claims: { iat: { $now: -10 } } } }, { proof: { claims: { iat: { $now: 8 } } } }],
    failing: [{ proof: { claims: { iat: { $now: -90 } } } }, { proof: { claims: { iat: { $now: 90 } } } }],
  },
}
