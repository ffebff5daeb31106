/** The proof is signed with an algorithm that the metadata advertises. */
import { dpopAlgorithms } from '../algorithms.ts'
import { broken, format, passed, type Rule } from '../rule.ts'
import { sourceOf } from '../sources.ts'

export const proofAlg: Rule = {
  id: 'proof-alg',
  requires: 'The proof’s `alg` is one of `dpop_signing_alg_values_supported`',
  source: sourceOf(
    'HelseID.Library DiscoveryDocumentGetterTests.cs (recorded metadata); Duende DefaultDPoPProofValidator',
  ),
  status: 'likely',
  at: 'proof.header.alg',
  needs: ['proof-readable'],
  answer: { to: 'body', error: 'invalid_dpop_proof', description: "Invalid 'alg' value." },
  check: ({ proof }) => {
    const alg = proof.header?.alg
    if ((dpopAlgorithms.advertised as readonly unknown[]).includes(alg)) return passed()
    return broken({
      expected: dpopAlgorithms.documented.join(', '),
      seen: format(alg),
      fix: 'Sign the proof with ES256 and a P-256 key, or with PS256 and an RSA key',
    })
  },
  examples: {
    passing: [{}],
    failing: [
      { proof: { alg: 'none' } },
      { proof: { header: { alg: null } } },
      { proof: { key: 'ed25519', alg: 'EdDSA' } },
      { proof: { header: { alg: 'es256' } } },
    ],
  },
}
