/** The members of the proof's key have their exact names. */
import { namesInOtherCase } from '../jwk.ts'
import { broken, passed, type Rule } from '../rule.ts'
import { sourceOf } from '../sources.ts'

export const proofJwkNames: Rule = {
  id: 'proof-jwk-names',
  requires: 'The members of the proof’s `jwk` have the names of RFC 7518, in lower case',
  source: sourceOf('RFC 7517 4; Microsoft.IdentityModel ignores the case of member names'),
  status: 'likely',
  at: 'proof.header.jwk',
  needs: ['proof-jwk'],
  answer: { to: 'body', error: 'invalid_dpop_proof', description: "Invalid 'jwk' value." },
  check: ({ proof }) => {
    const jwk = proof.header?.jwk
    const names = typeof jwk === 'object' && jwk !== null ? namesInOtherCase(jwk) : []
    if (names.length === 0) return passed()
    return broken({
      at: `proof.header.jwk.${names[0]}`,
      expected: names.map((name) => name.toLowerCase()).join(', '),
      seen: names.join(', '),
      fix: 'Write the names of the members in lower case: HelseID accepts other spellings, but APIs reject the key',
    })
  },
  examples: { passing: [{}], failing: [{ proof: { header: { jwk: { $shoutedJwk: 'proof' } } } }] },
}
