/** The algorithm is the one that the key is registered for. */
import { broken, format, passed, type Rule } from '../rule.ts'
import { sourceOf } from '../sources.ts'

export const keyAlgMatches: Rule = {
  id: 'key-alg-matches',
  requires: 'The assertion’s `alg` is the `alg` of the registered JWK',
  source: sourceOf('RFC 7517 4.4; Microsoft.IdentityModel does not compare'),
  status: 'likely',
  at: 'assertion.header.alg',
  needs: ['signature-verifies'],
  asks: 'key',
  answer: { to: 'body', error: 'invalid_client' },
  check: ({ assertion }) => {
    const registered = assertion?.verifiedBy?.alg
    const alg = assertion?.header?.alg
    if (registered === undefined || registered === alg) return passed()
    return broken({
      expected: registered,
      seen: format(alg),
      fix: `Sign with ${registered}, or register the key for ${alg}`,
      value: registered,
    })
  },
  examples: {
    passing: [{}],
    failing: [{ client: { keys: [{ key: 'registered', alg: 'PS256' }] }, assertion: { alg: 'PS512' } }],
  },
}
