/** The algorithm is the one that the key is registered for. */
import { assertionAlgorithms } from '../algorithms.ts'
import { curveOfAlgorithm } from '../ecdsa-curves.ts'
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
    const canSign = isAlgorithmOf(assertion?.verifiedBy ?? {}, registered)
    return broken({
      expected: canSign ? registered : `${registered}, for which the key is registered, but with which it cannot sign`,
      seen: format(alg),
      fix: canSign ? `Sign with ${registered}, or register the key for ${alg}` : `Register the key for ${alg}`,
      ...(canSign && { value: registered }),
    })
  },
  examples: {
    passing: [{}],
    failing: [{ client: { keys: [{ key: 'registered', alg: 'PS256' }] }, assertion: { alg: 'PS512' } }],
  },
}

/** Whether such a key can sign an assertion with this algorithm. */
function isAlgorithmOf({ kty, crv }: { readonly kty?: unknown; readonly crv?: unknown }, alg: string): boolean {
  if (!(assertionAlgorithms.accepted as readonly string[]).includes(alg)) return false
  const curve = curveOfAlgorithm(alg)
  return curve === undefined ? kty === 'RSA' : curve === crv
}
