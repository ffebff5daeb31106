/** The assertion is signed with a registered key of the client. */
import { broken, passed, type Rule } from '../rule.ts'
import { sourceOf } from '../sources.ts'

/** The ECDSA algorithm of each curve. */
const algorithms: ReadonlyMap<string | undefined, string> = new Map([
  ['P-256', 'ES256'],
  ['P-384', 'ES384'],
  ['P-521', 'ES512'],
])

export const signatureVerifies: Rule = {
  id: 'signature-verifies',
  requires: 'The assertion is signed with a registered key of the client',
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
        fix: 'Sign with the registered key, using an algorithm for its type',
        value: algOfCurve,
      })
    const curve = [...algorithms].find(([, name]) => name === alg)?.[0]
    if (keyOfKid?.kty === 'EC' && curve !== undefined && keyOfKid.crv !== curve)
      return broken({
        at: 'assertion.header.alg',
        expected: `an algorithm for the curve of the registered key, ${keyOfKid.crv}`,
        seen: `${alg}, which is for ${curve}`,
        fix: `Sign with ${algOfCurve ?? 'the algorithm for its curve'}`,
        value: algOfCurve,
      })
    return broken({
      expected: keyOfKid
        ? `a signature by the registered key "${keyOfKid.kid}"`
        : `a signature by one of the client’s registered keys (${keys.length})`,
      seen: 'a signature that does not verify',
      fix: keyOfKid
        ? 'Register the public key of the key pair that signs. The signing key does not match the public key registered under this `kid`, or the JWT was changed after signing'
        : 'Register the public key of the key pair that signs, and set `kid` to its `kid`',
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
