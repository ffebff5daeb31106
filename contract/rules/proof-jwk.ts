/** The proof carries its public key. */
import { canonicalKey } from '../canonical-key.ts'
import type { Json } from '../json.ts'
import { privateMembers, withExactNames } from '../jwk.ts'
import { broken, passed, type Rule } from '../rule.ts'
import { sourceOf } from '../sources.ts'

export const proofJwk: Rule = {
  id: 'proof-jwk',
  requires: 'The proof’s header has its public key in `jwk`',
  source: sourceOf('UP:formatering_av_dpop_bevis; RFC 9449 4.2'),
  status: 'likely',
  at: 'proof.header.jwk',
  needs: ['proof-alg'],
  answer: { to: 'body', error: 'invalid_dpop_proof', description: "Invalid 'jwk' value." },
  check: ({ proof }) => {
    const jwk = proof.header?.jwk
    const isObject = typeof jwk === 'object' && jwk !== null && !Array.isArray(jwk)
    // A private key breaks another rule, usable or not: proof-jwk-public.
    if (proof.jkt !== undefined || (isObject && privateMembers(withExactNames(jwk)).length > 0)) return passed()
    return broken({
      expected: 'a public JWK, as an object',
      // Never its values: what is not a public key may be a private one.
      seen: isObject
        ? `an object with the members ${Object.keys(jwk).join(', ') || '(none)'}: ${reasonOf(jwk)}`
        : `${kindOf(jwk)}`,
      fix: 'Put the public key of the signing key pair into the header as `jwk`: `kty`, `crv`, `x` and `y` for a P-256 key',
    })
  },
  examples: {
    passing: [{}, { proof: { header: { jwk: { $shoutedJwk: 'proof' } } } }],
    failing: [
      { proof: { header: { jwk: null } } },
      { proof: { header: { jwk: 'a string' } } },
      { proof: { header: { jwk: { kty: 'EC' } } } },
    ],
  },
}

/** Why it is not a key. */
function reasonOf(jwk: object): string {
  try {
    canonicalKey(withExactNames(jwk))
    return 'these members are not a public key'
  } catch (error) {
    return (error as Error).message
  }
}

function kindOf(jwk: Json | undefined): string {
  if (jwk === undefined) return 'nothing'
  return Array.isArray(jwk) ? 'an array' : `a ${jwk === null ? 'null' : typeof jwk}`
}
