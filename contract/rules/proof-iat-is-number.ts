/** The proof's `iat` is a JSON number. */
import { isTextual, numericDate } from '../numeric-date.ts'
import { broken, format, passed, type Rule } from '../rule.ts'
import { sourceOf } from '../sources.ts'
import { signedAt } from '../times.ts'

export const proofIatIsNumber: Rule = {
  id: 'proof-iat-is-number',
  requires: 'The proof’s `iat` is a JSON number, not a string',
  source: sourceOf('Microsoft.IdentityModel reads the string; a C# sample that sent one failed'),
  status: 'unknown',
  at: 'proof.claims.iat',
  needs: ['proof-iat-present'],
  answer: { to: 'body', error: 'invalid_dpop_proof', description: "Missing 'iat' value." },
  check: ({ proof, now }) => {
    const iat = proof.claims?.iat
    return isTextual(iat)
      ? broken({
          expected: String(numericDate(iat)),
          seen: format(iat),
          fix: `Set \`iat\` to the number ${numericDate(iat)}`,
          value: signedAt(now),
        })
      : passed()
  },
  examples: { passing: [{}], failing: [{ proof: { claims: { iat: { $nowText: 0 } } } }] },
}
