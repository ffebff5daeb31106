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
    passing: [{}],
    failing: [
      { proof: { claims: { htu: null } } },
      { proof: { claims: { htu: '${issuer}' } } },
      { proof: { claims: { htu: '${tokenEndpoint}/' } } },
      { proof: { claims: { htu: ' ${tokenEndpoint}' } } },
    ],
  },
}

/** Ignores query and fragment, and normalises scheme and host. https://www.rfc-editor.org/rfc/rfc9449#section-4.3 */
function sameAddress(htu: string, endpoint: string): boolean {
  // URL removes white space and control characters, which other parsers do not.
  if (!URL.canParse(htu) || /[\s\p{Cc}]/u.test(htu)) return false
  const [a, b] = [new URL(htu), new URL(endpoint)]
  return a.origin === b.origin && a.pathname === b.pathname && a.username === '' && a.password === ''
}
