/** The assertion’s `iat` is at most 300 s ahead of the clock. */
import { limits } from '../limits.ts'
import { numericDate } from '../numeric-date.ts'
import { broken, passed, type Rule } from '../rule.ts'

export const iatAhead300s: Rule = {
  id: 'iat-ahead-300s',
  demands: 'The assertion’s `iat` is at most 300 s ahead of the clock',
  source: { cite: 'the product never reads `iat`; NHN requires it' },
  status: 'likely',
  needs: ['iat-readable'],
  answer: { error: 'invalid_client' },
  check: ({ assertion, now }) => {
    const iat = numericDate(assertion?.claims?.iat) ?? 0
    if (iat <= now + limits.clockSkew) return passed()
    const ahead = Math.ceil(iat - now)
    return broken({
      expected: `${Math.floor(now)} or earlier`,
      seen: `${iat}, ${ahead} s ahead`,
      mend: `Set \`iat\` to ${Math.floor(now)} (now, in seconds). If that is what you do, your clock is ${ahead} s ahead`,
    })
  },
  examples: {
    passing: [{}],
    failing: [{ assertion: { claims: { iat: { $now: 310 } } } }, { assertion: { claims: { iat: { $nowMs: 0 } } } }],
  },
}
