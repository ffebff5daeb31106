/** The proof is for the token endpoint. */
import { madeForAnother } from '../made-for.ts'
import { broken, format, passed, type Rule } from '../rule.ts'
import { sourceOf } from '../sources.ts'

export const proofHtu: Rule = {
  id: 'proof-htu',
  requires: 'The proof’s `htu` is the URL of the token endpoint',
  source: sourceOf('UP:formatering_av_dpop_bevis; RFC 9449 4.3'),
  status: 'likely',
  at: 'proof.claims.htu',
  needs: ['proof-readable'],
  answer: { to: 'body', error: 'invalid_dpop_proof', description: "Invalid 'htu' value." },
  check: ({ proof, sts }) => {
    const htu = proof.claims?.htu
    if (typeof htu === 'string' && sameAddress(htu, sts.tokenEndpoint)) return passed()
    return broken({
      expected: sts.tokenEndpoint,
      seen: format(htu),
      fix: `${madeForAnother(htu, sts)}Set \`htu\` to "${sts.tokenEndpoint}", the \`token_endpoint\` of the metadata`,
      value: sts.tokenEndpoint,
    })
  },
  examples: {
    passing: [{}, { proof: { claims: { htu: ' ${tokenEndpoint}\n' } } }],
    failing: [
      { proof: { claims: { htu: null } } },
      { proof: { claims: { htu: '${issuer}' } } },
      { proof: { claims: { htu: '${tokenEndpoint}/' } } },
      { proof: { claims: { htu: '${issuer}/connect/to\tken' } } },
    ],
  },
}

/**
 * Ignores query, fragment and white space at the ends (.NET `Uri`), and normalises scheme and host.
 * https://www.rfc-editor.org/rfc/rfc9449#section-4.3
 */
function sameAddress(htu: string, endpoint: string): boolean {
  if (htu === endpoint) return true
  const text = htu.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, '')
  // URL removes white space and control characters inside as well, which other parsers do not.
  if (!URL.canParse(text) || /[\s\p{Cc}]/u.test(text)) return false
  const [a, b] = [new URL(text), new URL(endpoint)]
  return a.origin === b.origin && a.pathname === b.pathname && a.username === '' && a.password === ''
}
