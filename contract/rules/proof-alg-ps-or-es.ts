/** The proof's algorithm is one that NHN documents. */
import { dpopAlgorithms } from '../algorithms.ts'
import { broken, format, passed, type Rule } from '../rule.ts'
import { sourceOf } from '../sources.ts'

export const proofAlgPsOrEs: Rule = {
  id: 'proof-alg-ps-or-es',
  requires: 'The proof is signed with PS256, PS384, PS512, ES256, ES384 or ES512',
  source: sourceOf('UP:krav_til_kryptografi (2026-05-05)'),
  status: 'likely',
  at: 'proof.header.alg',
  needs: ['proof-alg'],
  answer: { to: 'body', error: 'invalid_dpop_proof', description: "Invalid 'alg' value." },
  check: ({ proof }) => {
    const alg = proof.header?.alg
    if ((dpopAlgorithms.documented as readonly unknown[]).includes(alg)) return passed()
    return broken({
      expected: dpopAlgorithms.documented.join(', '),
      seen: format(alg),
      fix: `Sign with ${String(alg).replace('RS', 'PS')}, which works with the same RSA key, and set \`alg\` accordingly`,
    })
  },
  examples: { passing: [{}], failing: [{ proof: { key: 'rsa-proof', alg: 'RS256' } }] },
}
