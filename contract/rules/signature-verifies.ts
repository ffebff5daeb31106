/** A registered key of the client verifies the assertion. */
import { broken, passed, type Rule } from '../rule.ts'
import { sourceOf } from '../sources.ts'

/** The algorithm of each curve. */
const algorithms: ReadonlyMap<string | undefined, string> = new Map([
  ['P-256', 'ES256'],
  ['P-384', 'ES384'],
  ['P-521', 'ES512'],
])

export const signatureVerifies: Rule = {
  id: 'signature-verifies',
  requires: 'A registered key of the client verifies the assertion’s signature',
  source: sourceOf('UP:bruk_av_client_assertion; Microsoft.IdentityModel'),
  status: 'likely',
  at: 'assertion.signature',
  needs: ['alg-asymmetric', 'client-known'],
  asks: 'key',
  answer: { to: 'body', error: 'invalid_client' },
  check: ({ assertion, client }) => {
    if (assertion?.verifiedBy !== undefined) return passed()
    const keys = client?.keys ?? []
    const { keyOfKid } = assertion ?? {}
    const alg = String(assertion?.header?.alg)
    const algOfCurve = algorithms.get(keyOfKid?.crv)
    const family = keyOfKid && { RS: 'RSA', PS: 'RSA', ES: 'EC' }[alg.slice(0, 2)]
    if (family !== undefined && family !== keyOfKid?.kty)
      return broken({
        at: 'assertion.header.alg',
        expected: `an algorithm for the registered ${keyOfKid?.kty} key`,
        seen: alg,
        fix: 'Sign with the registered key, by an algorithm of its type',
        value: algOfCurve,
      })
    const curve = [...algorithms].find(([, name]) => name === alg)?.[0]
    if (keyOfKid?.kty === 'EC' && curve !== undefined && keyOfKid.crv !== curve)
      return broken({
        at: 'assertion.header.alg',
        expected: `an algorithm for the registered key, whose curve is ${keyOfKid.crv}`,
        seen: `${alg}, which is for ${curve}`,
        fix: `Sign by ${algOfCurve ?? 'the algorithm of its curve'}`,
        value: algOfCurve,
      })
    return broken({
      expected: keyOfKid
        ? `a signature by the registered key "${keyOfKid.kid}"`
        : `a signature by one of ${keys.length} registered keys`,
      seen: 'a signature that does not verify',
      fix: keyOfKid
        ? 'The private key in use is not the half of the public key registered under this `kid`, or the JWT was changed after signing: register the public half of the key in use'
        : 'Register the public half of the key that signs, and set its `kid`',
    })
  },
  examples: {
    passing: [{}],
    failing: [
      { assertion: { key: 'unregistered' } },
      { assertion: { badSignature: true } },
      { assertion: { tampered: { extra: 1 } } },
    ],
  },
}
