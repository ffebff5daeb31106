/** `htu` has neither query nor fragment. */
import { broken, passed, type Rule, show } from '../rule.ts'

export const proofHtuPlain: Rule = {
  id: 'proof-htu-plain',
  demands: 'The proof’s `htu` has neither query nor fragment',
  source: {
    cite: 'RFC 9449 4.2; Duende 8.0 ignores them, 7.4 refuses; HelseID.Library throws',
    url: 'https://www.rfc-editor.org/rfc/rfc9449#section-4.2',
  },
  status: 'unknown',
  needs: ['proof-htu'],
  answer: { error: 'invalid_dpop_proof', description: "Invalid 'htu' value." },
  check: ({ proof, sts }) => {
    const htu = String(proof.claims?.htu)
    return /[?#]/.test(htu)
      ? broken({ expected: sts.tokenEndpoint, seen: show(htu), mend: `Set \`htu\` to "${sts.tokenEndpoint}"` })
      : passed()
  },
  examples: { passing: [{}], failing: [{ proof: { claims: { htu: '${tokenEndpoint}?a=b#c' } } }] },
}
