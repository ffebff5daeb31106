/** The proof does not reveal the private key. */
import { privateMembers, withExactNames } from '../jwk.ts'
import { broken, passed, type Rule } from '../rule.ts'
import { sourceOf } from '../sources.ts'

export const proofJwkPublic: Rule = {
  id: 'proof-jwk-public',
  requires: 'The proof’s `jwk` has no private members',
  source: sourceOf('Duende DefaultDPoPProofValidator; RFC 9449 4.2'),
  status: 'likely',
  at: 'proof.header.jwk',
  needs: ['proof-jwk'],
  answer: { to: 'body', error: 'invalid_dpop_proof', description: "'jwk' value contains a private key." },
  check: ({ proof }) => {
    const jwk = proof.header?.jwk
    const leaked = typeof jwk === 'object' && jwk !== null ? privateMembers(withExactNames(jwk)) : []
    if (leaked.length === 0) return passed()
    return broken({
      at: `proof.header.jwk.${leaked[0]}`,
      expected: 'public members only',
      seen: `the private member${leaked.length > 1 ? 's' : ''} ${leaked.join(', ')}`,
      fix: 'Put only the public key into the header, and replace this key pair: its private key has been sent over the network',
    })
  },
  examples: {
    passing: [{}],
    failing: [
      { proof: { header: { jwk: { $privateJwk: 'proof' } } } },
      { proof: { header: { jwk: { kty: 'EC', d: 'not-a-secret' } } } },
      { proof: { header: { jwk: { KTY: 'EC', D: 'not-a-secret' } } } },
    ],
  },
}
