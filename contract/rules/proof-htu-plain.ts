/** `htu` is exactly the URL of the token endpoint, without query or fragment. */
import { broken, format, passed, type Rule } from '../rule.ts'
import { sourceOf } from '../sources.ts'

export const proofHtuPlain: Rule = {
  id: 'proof-htu-plain',
  requires: 'The proof’s `htu` is exactly the URL of the token endpoint, without query or fragment',
  source: sourceOf('RFC 9449 4.2; Duende 8.0 ignores query and fragment, 7.4 rejects them; HelseID.Library throws'),
  status: 'unknown',
  at: 'proof.claims.htu',
  needs: ['proof-htu'],
  answer: { to: 'body', error: 'invalid_dpop_proof', description: "Invalid 'htu' value." },
  check: ({ proof, sts: { tokenEndpoint } }) => {
    const htu = proof.claims?.htu
    if (htu === tokenEndpoint) return passed()
    return broken({
      expected: tokenEndpoint,
      seen: format(htu),
      fix: `Set \`htu\` to "${tokenEndpoint}"`,
      value: tokenEndpoint,
    })
  },
  examples: {
    passing: [{}],
    failing: [
      { proof: { claims: { htu: '${tokenEndpoint}?a=b#c' } } },
      { proof: { claims: { htu: ' ${tokenEndpoint}' } } },
    ],
  },
}
