/** Checks whether an assertion's `iat` or `nbf` is ahead of the clock, for the two families of rules. */
import type { Facts } from './facts.ts'
import { numericDate } from './numeric-date.ts'
import { broken, type Finding, passed } from './rule.ts'
import { signedAt } from './times.ts'

/** The assertion's `iat` or `nbf` is at most `seconds` ahead. */
export function checkAhead(claim: 'iat' | 'nbf', seconds: number): (facts: Facts) => Finding {
  return ({ assertion, now }) => {
    const time = numericDate(assertion?.claims?.[claim]) ?? 0
    if (time <= now + seconds) return passed()
    const ahead = Math.ceil(time - now)
    const right = signedAt(now)
    return broken({
      expected: `${right}, at most ${seconds} s more`,
      seen: `${time}, ${ahead} s ahead`,
      fix: `Set \`${claim}\` to ${right} (now, in epoch seconds). If you already do, your clock is ${ahead} s ahead`,
      value: right,
    })
  }
}
