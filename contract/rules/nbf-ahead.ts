/** The assertion’s `nbf` is at most 10 s ahead of the clock. */
import { limits } from '../limits.ts'
import { numericDate } from '../numeric-date.ts'
import { broken, passed, type Rule } from '../rule.ts'

export const nbfAhead: Rule = {
  id: 'nbf-ahead',
  demands: 'The assertion’s `nbf` is at most 10 s ahead of the clock',
  source: { cite: 'FAPI 2.0 5.3.2.1' },
  status: 'likely',
  needs: ['nbf-readable'],
  answer: { error: 'invalid_client' },
  check: ({ assertion, now }) => {
    const nbf = numericDate(assertion?.claims?.nbf) ?? 0
    if (nbf <= now + limits.nbfAheadSilent) return passed()
    const ahead = Math.ceil(nbf - now)
    return broken({
      expected: `${Math.floor(now)} or earlier`,
      seen: `${nbf}, ${ahead} s ahead`,
      mend: `Set \`nbf\` to ${Math.floor(now)} (now, in seconds). If that is what you do, your clock is ${ahead} s ahead`,
    })
  },
  examples: {
    passing: [{}],
    failing: [{ assertion: { claims: { nbf: { $now: 20 } } } }, { assertion: { claims: { nbf: { $nowMs: 0 } } } }],
  },
}
