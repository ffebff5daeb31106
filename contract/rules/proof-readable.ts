/** The proof is a signed JWT in compact form. */

import type { JsonObject } from '../json.ts'
import { numericDate } from '../numeric-date.ts'
import { broken, type Found, format, passed, type Rule } from '../rule.ts'
import { sourceOf } from '../sources.ts'
import { signedAt } from '../times.ts'

export const proofReadable: Rule = {
  id: 'proof-readable',
  requires: 'The proof is a JWT in compact form, its times are numbers and its `jti` is a string',
  source: sourceOf('Duende DefaultDPoPProofValidator; Microsoft.IdentityModel'),
  status: 'likely',
  at: 'proof',
  needs: ['proof-length'],
  answer: { to: 'body', error: 'invalid_dpop_proof', description: 'Malformed DPoP token.' },
  check: ({ proof, now }) => {
    const mistypedClaim = mistyped(proof.claims, now)
    if (mistypedClaim !== undefined) return broken(mistypedClaim)
    if (proof.unreadable === undefined) return passed()
    const joined = proof.compact?.includes(',') ? ' Send one proof, not two joined with a comma' : ''
    return broken({
      expected: 'a JWT',
      seen: proof.unreadable,
      fix: `Send the compact JWT exactly as the JWT library returns it.${joined}`,
    })
  },
  examples: {
    passing: [{}],
    failing: [
      { proof: { raw: 'garbage' } },
      { proof: { raw: 'two.parts' } },
      { proof: { sent: 'twice in one field' } },
      { proof: { claims: { jti: 17 } } },
      { proof: { claims: { iat: 'now' } } },
    ],
  },
}

/** A claim whose type Microsoft.IdentityModel, the JWT library under HelseID, cannot read. */
function mistyped(claims: JsonObject = {}, now: number): Found | undefined {
  if (claims.jti != null && typeof claims.jti !== 'string')
    return {
      at: 'proof.claims.jti',
      expected: 'a string',
      seen: `\`jti\` ${format(claims.jti)}`,
      fix: 'Set `jti` to a string, for example a UUID',
    }
  const time = ['iat', 'exp', 'nbf'].find((name) => claims[name] != null && numericDate(claims[name]) === undefined)
  if (time === undefined) return undefined
  return {
    at: `proof.claims.${time}`,
    expected: 'a NumericDate: seconds since 1970-01-01 UTC',
    seen: `\`${time}\` ${format(claims[time])}`,
    fix:
      time === 'iat'
        ? 'Set `iat` to the current time in epoch seconds, as a JSON number'
        : `Remove \`${time}\` from the proof`,
    value: time === 'iat' ? signedAt(now) : undefined,
  }
}
