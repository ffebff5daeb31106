/** The proof's header requires no unsupported extension. */
import { broken, format, passed, type Rule } from '../rule.ts'
import { sourceOf } from '../sources.ts'

export const proofCritUnderstood: Rule = {
  id: 'proof-crit-understood',
  requires: 'The proof’s header has no `crit`',
  source: sourceOf('RFC 7515 4.1.11; Microsoft.IdentityModel ignores it'),
  status: 'likely',
  at: 'proof.header.crit',
  needs: ['proof-readable'],
  answer: { to: 'body', error: 'invalid_dpop_proof' },
  check: ({ proof }) => {
    const crit = proof.header?.crit
    return crit === undefined
      ? passed()
      : broken({
          expected: 'no `crit`',
          seen: format(crit),
          fix: 'Remove `crit` from the proof’s header: HelseID supports no extensions',
        })
  },
  examples: { passing: [{}], failing: [{ proof: { header: { crit: ['unknown'], unknown: true } } }] },
}
