/** The family of rules that reject an expired assertion: they differ in how far the client's clock may be behind. */
import type { Facts } from '../facts.ts'
import { family } from '../family.ts'
import { limits } from '../limits.ts'
import { numericDate } from '../numeric-date.ts'
import { broken, type Finding, passed } from '../rule.ts'
import { sourceOf } from '../sources.ts'
import { endsAt } from '../times.ts'

export const expNotPassed = family(
  {
    '300s': {
      id: 'exp-not-passed-300s',
      seconds: limits.clockSkew,
      requires: 'The assertion has not expired, or expired at most 300 s ago',
      source: sourceOf('Duende JwtValidationClockSkew; Microsoft.IdentityModel'),
      status: 'likely',
      examples: {
        passing: [{}, { assertion: { claims: { iat: { $now: -130 }, nbf: { $now: -130 }, exp: { $now: -120 } } } }],
        failing: [{ assertion: { claims: { iat: { $now: -610 }, nbf: { $now: -610 }, exp: { $now: -600 } } } }],
      },
    },
    '60s': {
      id: 'exp-not-passed-60s',
      seconds: limits.clockSkewFapi,
      requires: 'The assertion has not expired, or expired at most 60 s ago',
      source: sourceOf('FAPI 2.0 5.3.2.1 (clock skew)'),
      status: 'likely',
      examples: {
        passing: [{}, { assertion: { claims: { iat: { $now: -40 }, nbf: { $now: -40 }, exp: { $now: -30 } } } }],
        failing: [{ assertion: { claims: { iat: { $now: -130 }, nbf: { $now: -130 }, exp: { $now: -120 } } } }],
      },
    },
    '0s': {
      id: 'exp-not-passed',
      seconds: 0,
      requires: 'The assertion has not expired',
      source: sourceOf('UP:bruk_av_client_assertion; FK4 (clock synchronised with ntp.nhn.no)'),
      status: 'confirmed',
      examples: {
        passing: [{}],
        failing: [{ assertion: { claims: { iat: { $now: -11 }, nbf: { $now: -11 }, exp: { $now: -1 } } } }],
      },
    },
  },
  { at: 'assertion.claims.exp', needs: ['exp-present'], answer: { to: 'body', error: 'invalid_client' } },
  ({ seconds }) => checkExpired(seconds),
)

/** The assertion expired at most `seconds` ago. */
function checkExpired(seconds: number): (facts: Facts) => Finding {
  return ({ assertion, now }) => {
    const exp = numericDate(assertion?.claims?.exp) ?? 0
    if (exp + seconds >= now) return passed()
    const ago = Math.ceil(now - exp)
    return broken({
      expected: `${Math.ceil(now - seconds)} or later`,
      seen: `${exp}, ${ago} s ago`,
      fix: `Sign the assertion just before you send it, with \`exp\` ${endsAt(now)} (now + ${limits.assertionLifetime}). If you already do, your clock is at least ${ago} s behind`,
      value: endsAt(now),
    })
  }
}
