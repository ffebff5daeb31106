/** Checks of the times in a JWT, for the rules that differ only in how far a clock may be off; all numbers are seconds. */
import type { Facts } from './facts.ts'
import type { JsonObject } from './json.ts'
import { limits } from './limits.ts'
import { numericDate } from './numeric-date.ts'
import { broken, type Finding, passed } from './rule.ts'

type Check = (facts: Facts) => Finding

/** The assertion's `iat` or `nbf` is at most `seconds` ahead of the clock. */
export function checkAhead(claim: 'iat' | 'nbf', seconds: number): Check {
  return ({ assertion, now }) => {
    const time = numericDate(assertion?.claims?.[claim]) ?? 0
    if (time <= now + seconds) return passed()
    const ahead = Math.ceil(time - now)
    return broken({
      expected: `${Math.floor(now)} or earlier`,
      seen: `${time}, ${ahead} s ahead`,
      mend: `Set \`${claim}\` to ${Math.floor(now)} (now, in seconds). If that is what you do, your clock is ${ahead} s ahead`,
    })
  }
}

/** The assertion's `exp` is at most `seconds` past. */
export function checkExpired(seconds: number): Check {
  return ({ assertion, now }) => {
    const exp = numericDate(assertion?.claims?.exp) ?? 0
    if (exp + seconds >= now) return passed()
    const ago = Math.ceil(now - exp)
    const { assertionLifetime } = limits
    return broken({
      expected: `${Math.ceil(now - seconds)} or later`,
      seen: `${exp}, ${ago} s ago`,
      mend: `Sign the assertion just before it is sent: \`exp\` ${Math.floor(now) + assertionLifetime} (now + ${assertionLifetime}). If that is what you do, your clock is ${ago} s or more behind`,
    })
  }
}

/** The assertion's `exp` is at most `demanded` from now; `isTooLong` says from when on that matters. */
export function checkLifetime(demanded: number, isTooLong: (lifetime: number) => boolean): Check {
  return ({ assertion, now }) => {
    const seconds = Math.floor(now)
    const lifetime = Math.floor(numericDate(assertion?.claims?.exp) ?? 0) - seconds
    if (!isTooLong(lifetime)) return passed()
    const { assertionLifetime } = limits
    const ahead = clockAhead(assertion?.claims, lifetime, now)
    return broken({
      expected: `${demanded} s or less`,
      seen: `${lifetime} s`,
      mend:
        ahead === undefined
          ? `Set \`exp\` to ${seconds + assertionLifetime} (now + ${assertionLifetime})`
          : `Synchronise your clock, which is about ${ahead} s ahead: \`exp\` is meant to be ${seconds + assertionLifetime} (now + ${assertionLifetime})`,
    })
  }
}

/** How far the client's clock is ahead, when that is why the assertion ends late: measured by its `iat` it ends in good time. */
function clockAhead(claims: JsonObject = {}, lifetime: number, now: number): number | undefined {
  const iat = numericDate(claims.iat) ?? numericDate(claims.nbf)
  if (iat === undefined || iat <= now + limits.nbfAheadSilent) return undefined
  const meant = lifetime - (iat - now)
  return meant > 0 && meant <= limits.assertionLifetimeOld ? Math.round(iat - now) : undefined
}

/** The proof's `iat` is at most `past` before and `ahead` after now. */
export function checkProofIat(past: number, ahead: number): Check {
  return ({ proof, now }) => {
    const iat = numericDate(proof.claims?.iat) ?? 0
    if (iat >= now - past && iat <= now + ahead) return passed()
    const off = Math.round(iat - now)
    return broken({
      expected: `${Math.floor(now)}, ${past} s less to ${ahead} s more`,
      seen: `${iat}, ${Math.abs(off)} s ${off < 0 ? 'past' : 'ahead'}`,
      mend: `Set \`iat\` to ${Math.floor(now)} (now, in seconds), and make a new proof for every request. If that is what you do, check your clock`,
    })
  }
}
