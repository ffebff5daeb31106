/** The family of rules by which an assertion that ends too late is refused. */
import type { Facts } from '../facts.ts'
import { family } from '../family.ts'
import type { JsonObject } from '../json.ts'
import { limits } from '../limits.ts'
import { numericDate } from '../numeric-date.ts'
import { broken, type Finding, passed } from '../rule.ts'
import { sourceOf } from '../sources.ts'
import { endsAt, signedAt } from '../times.ts'

const { assertionLifetime, assertionLifetimeOld, assertionLifetimeTolerance } = limits

/** A lifetime within `seconds`; only one that is longer than `above` breaks the rule, and none that is longer than `upTo`. */
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
      requires: 'The assertion ends at most 60 s from now, by the older rule (5 s are tolerated)',
      source: sourceOf('CF:541982723; refusal above it unknown'),
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
      requires: 'The assertion ends at most 10 s from now (5 s are tolerated)',
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
      requires: 'The assertion needs no tolerance to end within 10 s',
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
      seen: `${lifetime} s`,
      fix:
        ahead === undefined
          ? `Set \`exp\` to ${right}`
          : `Synchronise your clock, which is about ${ahead} s ahead: \`exp\` is meant to be ${right}`,
      value: endsAt(now),
    })
  }
}

/** How far the client's clock is ahead, when that is why the assertion ends late: measured by its `iat` it ends in good time. */
function clockAhead(claims: JsonObject = {}, lifetime: number, now: number): number | undefined {
  const iat = numericDate(claims.iat) ?? numericDate(claims.nbf)
  if (iat === undefined || iat <= now + limits.nbfAheadSilent) return undefined
  const meant = lifetime - (iat - now)
  return meant > 0 && meant <= assertionLifetimeOld ? Math.round(iat - now) : undefined
}
