/** The check of an assertion's time that is ahead of the clock, for the families of `iat` and `nbf`. */
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
      expected: `${right} or earlier`,
      seen: `${time}, ${ahead} s ahead`,
      fix: `Set \`${claim}\` to ${right} (now, in seconds). If that is what you do, your clock is ${ahead} s ahead`,
      value: right,
    })
  }
}
