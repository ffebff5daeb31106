/** The header requires no unsupported extension. */
import { broken, format, passed, type Rule } from '../rule.ts'
import { sourceOf } from '../sources.ts'

export const critUnderstood: Rule = {
  id: 'crit-understood',
  requires: 'The assertion’s header has no `crit`',
  source: sourceOf('RFC 7515 4.1.11; Microsoft.IdentityModel ignores it'),
  status: 'likely',
  at: 'assertion.header.crit',
  needs: ['assertion-readable'],
  answer: { to: 'body', error: 'invalid_client' },
  check: ({ assertion }) => {
    const crit = assertion?.header?.crit
    return crit === undefined
      ? passed()
      : broken({
          expected: 'no `crit`',
          seen: format(crit),
          fix: 'Remove `crit` from the header: HelseID supports no extensions',
        })
  },
  examples: { passing: [{}], failing: [{ assertion: { header: { crit: ['unknown'], unknown: true } } }] },
}
