/** The proof has a time of signing. */
import { numericDate } from '../numeric-date.ts'
import { broken, format, passed, type Rule } from '../rule.ts'
import { sourceOf } from '../sources.ts'
import { signedAt } from '../times.ts'

export const proofIatPresent: Rule = {
  id: 'proof-iat-present',
  requires: 'The proof has an `iat`',
  source: sourceOf('UP:formatering_av_dpop_bevis; RFC 9449 4.2'),
  status: 'likely',
  at: 'proof.claims.iat',
  needs: ['proof-readable'],
  answer: { to: 'body', error: 'invalid_dpop_proof', description: "Missing 'iat' value." },
  check: ({ proof, now }) =>
    numericDate(proof.claims?.iat) !== undefined
      ? passed()
      : broken({
          expected: 'the time of signing, in epoch seconds',
          seen: format(proof.claims?.iat),
          fix: `Set \`iat\` to ${signedAt(now)} (now)`,
          value: signedAt(now),
        }),
  examples: { passing: [{}], failing: [{ proof: { claims: { iat: null } } }] },
}
