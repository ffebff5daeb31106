/** The parts of the proof are base64url without padding. */
import { broken, passed, type Rule } from '../rule.ts'
import { sourceOf } from '../sources.ts'

export const proofBase64url: Rule = {
  id: 'proof-base64url',
  requires: 'The parts of the proof are base64url without padding',
  source: sourceOf('RFC 7515 2; Microsoft.IdentityModel also reads padding and the standard alphabet'),
  status: 'likely',
  at: 'proof',
  needs: ['proof-readable'],
  answer: { to: 'body', error: 'invalid_dpop_proof', description: 'Malformed DPoP token.' },
  check: ({ proof }) => {
    const others = [...new Set(proof.compact?.match(/[+/=]/g))]
    if (others.length === 0) return passed()
    return broken({
      expected: 'only the characters of base64url: A–Z, a–z, 0–9, - and _',
      seen: others.join(' '),
      fix: 'Encode header, claims and signature with base64url, without padding: HelseID accepts base64, but APIs reject it',
    })
  },
  examples: { passing: [{}], failing: [{ proof: { raw: '${jwt}==' } }] },
}
