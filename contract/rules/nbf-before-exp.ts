/** The assertion begins before it ends. */
import { limits } from '../limits.ts'
import { numericDate } from '../numeric-date.ts'
import { broken, passed, type Rule } from '../rule.ts'

export const nbfBeforeExp: Rule = {
  id: 'nbf-before-exp',
  demands: 'The assertion’s `nbf` is not later than its `exp`',
  source: { cite: 'Microsoft.IdentityModel' },
  status: 'likely',
  needs: ['nbf-readable', 'exp-present'],
  answer: { error: 'invalid_client' },
  check: ({ assertion, now }) => {
    const [nbf = 0, exp = 0] = [assertion?.claims?.nbf, assertion?.claims?.exp].map(numericDate)
    return nbf <= exp
      ? passed()
      : broken({
          expected: `at most ${exp}, the \`exp\``,
          seen: String(nbf),
          mend:
            exp <= now
              ? `Set \`exp\` to ${Math.floor(now) + limits.assertionLifetime} (now + ${limits.assertionLifetime}): the assertion has ended already`
              : `Set \`nbf\` to ${Math.floor(now)} (now)`,
        })
  },
  examples: { passing: [{}], failing: [{ assertion: { claims: { nbf: { $now: 11 } } } }] },
}
