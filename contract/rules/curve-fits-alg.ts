/** The algorithm is the one of the curve of the key that signed. */
import { algorithmOfCurve, curveOfAlgorithm } from '../ecdsa-curves.ts'
import { broken, format, passed, type Rule } from '../rule.ts'
import { sourceOf } from '../sources.ts'

export const curveFitsAlg: Rule = {
  id: 'curve-fits-alg',
  requires:
    'The registered key is on the curve of the assertion’s `alg`: ES256 on P-256, ES384 on P-384, ES512 on P-521',
  source: sourceOf('RFC 7518 3.4; Microsoft.IdentityModel does not compare'),
  status: 'likely',
  at: 'assertion.header.alg',
  needs: ['signature-verifies'],
  asks: 'key',
  answer: { to: 'body', error: 'invalid_client' },
  check: ({ assertion }) => {
    const alg = assertion?.header?.alg
    const crv = assertion?.verifiedBy?.crv
    const curve = curveOfAlgorithm(alg)
    if (curve === undefined || crv === curve) return passed()
    const right = algorithmOfCurve(crv)
    return broken({
      expected: `${right ?? 'the algorithm of its curve'}, because the registered key is on ${crv}`,
      seen: `${format(alg)}, which is for ${curve}`,
      fix: `Sign with ${right ?? 'the algorithm of the key’s curve'}, or use a key on ${curve}: HelseID takes this signature, other verifiers do not`,
      value: right,
    })
  },
  examples: {
    passing: [{}, { client: { keys: [{ key: 'ec521' }] }, assertion: { key: 'ec521', alg: 'ES512' } }],
    failing: [
      { client: { keys: [{ key: 'ec521' }] }, assertion: { key: 'ec521', alg: 'ES256' } },
      { client: { keys: [{ key: 'ec' }] }, assertion: { key: 'ec', alg: 'ES384' } },
    ],
  },
}
