/** The assertion becomes valid before it expires. */
import { limits } from '../limits.ts'
import { numericDate } from '../numeric-date.ts'
import { broken, passed, type Rule } from '../rule.ts'
import { sourceOf } from '../sources.ts'
import { endsAt, signedAt } from '../times.ts'

export const nbfBeforeExp: Rule = {
  id: 'nbf-before-exp',
  requires: 'The assertion’s `nbf` is not later than its `exp`',
  source: sourceOf('Microsoft.IdentityModel'),
  status: 'likely',
  at: 'assertion.claims.nbf',
  needs: ['nbf-readable', 'exp-present'],
  answer: { to: 'body', error: 'invalid_client' },
  check: ({ assertion, now }) => {
    const [nbf = 0, exp = 0] = [assertion?.claims?.nbf, assertion?.claims?.exp].map(numericDate)
    if (nbf <= exp) return passed()
    const late = { expected: `at most ${exp}, the value of \`exp\``, seen: String(nbf) }
    if (exp > now) return broken({ ...late, fix: `Set \`nbf\` to ${signedAt(now)} (now)`, value: signedAt(now) })
    return broken({
      ...late,
      at: 'assertion.claims.exp',
      fix: `Set \`exp\` to ${endsAt(now)} (now + ${limits.assertionLifetime}): the assertion has already expired`,
      value: endsAt(now),
    })
  },
  examples: { passing: [{}], failing: [{ assertion: { claims: { nbf: { $now: 11 } } } }] },
}
