/** The assertion is signed with an asymmetric algorithm that Duende IdentityServer supports. */
import { assertionAlgorithms } from '../algorithms.ts'
import { broken, format, passed, type Rule } from '../rule.ts'
import { sourceOf } from '../sources.ts'

export const algAsymmetric: Rule = {
  id: 'alg-asymmetric',
  requires: 'The assertion is signed with a PS, ES or RS algorithm with SHA-256, SHA-384 or SHA-512',
  source: sourceOf('Duende SupportedClientAssertionSigningAlgorithms; RFC 8725 2.1 and 3.1'),
  status: 'likely',
  at: 'assertion.header.alg',
  needs: ['assertion-readable'],
  answer: { to: 'body', error: 'invalid_client' },
  check: ({ assertion }) => {
    const alg = assertion?.header?.alg
    if ((assertionAlgorithms.accepted as readonly unknown[]).includes(alg)) return passed()
    return broken({
      expected: assertionAlgorithms.documented.join(', '),
      seen: format(alg),
      fix: 'Sign with the client’s private key, using PS256 (RSA) or ES256 (P-256), and set `alg` accordingly',
    })
  },
  examples: {
    passing: [{}, { client: { keys: [{ key: 'ec' }] }, assertion: { key: 'ec' } }],
    failing: [
      { assertion: { alg: 'none' } },
      { assertion: { alg: 'HS256' } },
      { assertion: { key: 'ed25519', alg: 'EdDSA' } },
      { assertion: { key: 'secp256k1', alg: 'ES256K' } },
      { assertion: { header: { alg: 'ps256' } } },
    ],
  },
}
