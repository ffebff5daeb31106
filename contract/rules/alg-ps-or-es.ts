/** The assertion's algorithm is one that NHN documents. */
import { assertionAlgorithms } from '../algorithms.ts'
import { broken, format, passed, type Rule } from '../rule.ts'
import { sourceOf } from '../sources.ts'

export const algPsOrEs: Rule = {
  id: 'alg-ps-or-es',
  requires: 'The assertion is signed with PS256, PS384, PS512, ES256, ES384 or ES512',
  source: sourceOf('UP:krav_til_kryptografi (2026-05-05)'),
  status: 'unknown',
  at: 'assertion.header.alg',
  needs: ['alg-asymmetric'],
  answer: { to: 'body', error: 'invalid_client' },
  check: ({ assertion }) => {
    const alg = assertion?.header?.alg
    if ((assertionAlgorithms.documented as readonly unknown[]).includes(alg)) return passed()
    return broken({
      expected: assertionAlgorithms.documented.join(', '),
      seen: format(alg),
      fix: `Sign with ${String(alg).replace('RS', 'PS')}, which works with the same RSA key, and set \`alg\` accordingly`,
    })
  },
  examples: { passing: [{}], failing: [{ assertion: { alg: 'RS256' } }, { assertion: { alg: 'RS512' } }] },
}
