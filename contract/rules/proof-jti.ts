/** The proof has a unique id. */
import { broken, format, passed, type Rule } from '../rule.ts'
import { sourceOf } from '../sources.ts'

export const proofJti: Rule = {
  id: 'proof-jti',
  requires: 'The proof has a `jti`',
  source: sourceOf('UP:formatering_av_dpop_bevis; RFC 9449 4.2'),
  status: 'likely',
  at: 'proof.claims.jti',
  needs: ['proof-readable'],
  answer: { to: 'body', error: 'invalid_dpop_proof', description: "Invalid 'jti' value." },
  check: ({ proof }) => {
    const jti = proof.claims?.jti
    return typeof jti === 'string' && jti !== ''
      ? passed()
      : broken({
          expected: 'a unique string, for example a UUID',
          seen: format(jti),
          fix: 'Set `jti` to a new UUID for every proof',
        })
  },
  examples: { passing: [{}], failing: [{ proof: { claims: { jti: null } } }, { proof: { claims: { jti: '' } } }] },
}
