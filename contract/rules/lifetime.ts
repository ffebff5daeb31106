/** The family of rules that reject an assertion with too long a lifetime. */
import type { Facts } from '../facts.ts'
import { family } from '../family.ts'
import type { JsonObject } from '../json.ts'
import { limits } from '../limits.ts'
import { numericDate } from '../numeric-date.ts'
import { broken, type Finding, passed } from '../rule.ts'
import { sourceOf } from '../sources.ts'
import { endsAt, signedAt } from '../times.ts'

const { assertionLifetime, assertionLifetimeOld, assertionLifetimeTolerance } = limits

/** Limits in seconds: `seconds` is the documented one; the rule is broken above `above`, up to and including `upTo`. */
interface Lifetime {
  readonly seconds: number
  readonly above: number
  readonly upTo: number
}

export const lifetime = family(
  {
    '60s': {
      id: 'lifetime-60s',
      seconds: assertionLifetimeOld,
      above: assertionLifetimeOld + assertionLifetimeTolerance,
      upTo: Number.POSITIVE_INFINITY,
      requires: 'The assertion expires at most 60 s from now, the older limit, with a tolerance of 5 s',
      source: sourceOf('CF:541982723; whether HelseID rejects a longer lifetime is unknown'),
      status: 'unknown',
      examples: {
        passing: [{}, { assertion: { claims: { exp: { $now: 60 } } } }],
        failing: [
          { assertion: { claims: { exp: { $now: 75 } } } },
          { assertion: { claims: { exp: { $now: 86400 } } } },
        ],
      },
    },
    '10s': {
      id: 'lifetime-10s',
      seconds: assertionLifetime,
      above: assertionLifetime + assertionLifetimeTolerance,
      upTo: Number.POSITIVE_INFINITY,
      requires: 'The assertion expires at most 10 s from now, with a tolerance of 5 s',
      source: sourceOf('security profile SK2; Altinn client assertion guide'),
      status: 'confirmed',
      examples: {
        passing: [
          {},
          { assertion: { claims: { exp: { $now: 5 } } } },
          { assertion: { claims: { exp: { $now: 12 } } } },
        ],
        failing: [{ assertion: { claims: { exp: { $now: 30 } } } }, { assertion: { claims: { exp: { $now: 60 } } } }],
      },
    },
    tolerance: {
      id: 'lifetime-tolerance',
      seconds: assertionLifetime,
      above: assertionLifetime,
      upTo: assertionLifetime + assertionLifetimeTolerance,
      requires: 'The assertion expires at most 10 s from now, without any tolerance',
      source: sourceOf('security profile SK2; the tolerance is an assumption'),
      status: 'unknown',
      examples: {
        passing: [{}, { assertion: { claims: { exp: { $now: 10 } } } }],
        failing: [{ assertion: { claims: { exp: { $now: 12 } } } }],
      },
    },
  },
  { at: 'assertion.claims.exp', needs: ['exp-present'], answer: { to: 'body', error: 'invalid_client' } },
  checkLifetime,
)

function checkLifetime({ seconds, above, upTo }: Lifetime): (facts: Facts) => Finding {
  return ({ assertion, now }) => {
    const lifetime = Math.floor(numericDate(assertion?.claims?.exp) ?? 0) - signedAt(now)
    if (lifetime <= above || lifetime > upTo) return passed()
    const right = `${endsAt(now)} (now + ${assertionLifetime})`
    const ahead = clockAhead(assertion?.claims, lifetime, now)
    return broken({
      expected: `${seconds} s or less`,
      seen: `${sinceIssued(assertion?.claims, lifetime, now)} s`,
      fix:
        ahead === undefined
          ? `Set \`exp\` to ${right}`
          : `Synchronise your clock, which is about ${ahead} s ahead: \`exp\` should be ${right}`,
      value: endsAt(now),
    })
  }
}

/**
 * The lifetime as the client set it: counted from an `iat` or `nbf` of the last seconds, so that the time on the way does not change it
 * from one request to the next.
 */
function sinceIssued(claims: JsonObject = {}, lifetime: number, now: number): number {
  const issued = Math.floor(numericDate(claims.iat) ?? numericDate(claims.nbf) ?? now)
  const age = signedAt(now) - issued
  return age > 0 && age <= limits.assertionLifetimeTolerance ? lifetime + age : lifetime
}

/**
 * Seconds by which the client's clock is ahead, if that alone explains the late expiry: counted from its `iat`, the
 * lifetime is within the limit.
 */
function clockAhead(claims: JsonObject = {}, lifetime: number, now: number): number | undefined {
  const iat = numericDate(claims.iat) ?? numericDate(claims.nbf)
  if (iat === undefined || iat <= now + limits.nbfAheadSilent) return undefined
  const meant = lifetime - (iat - now)
  return meant > 0 && meant <= assertionLifetimeOld ? Math.round(iat - now) : undefined
}
