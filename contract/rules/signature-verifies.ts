/** The assertion is signed with a registered key of the client. */
import { algorithmOfCurve, curveOfAlgorithm } from '../ecdsa-curves.ts'
import { registeredKids } from '../registered-kids.ts'
import { broken, format, passed, type Rule } from '../rule.ts'
import { sourceOf } from '../sources.ts'

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
    const algOfCurve = algorithmOfCurve(keyOfKid?.crv)
    const family = keyOfKid && { RS: 'RSA', PS: 'RSA', ES: 'EC' }[alg.slice(0, 2)]
    if (family !== undefined && family !== keyOfKid?.kty)
      return broken({
        at: 'assertion.header.alg',
        expected: `an algorithm for the registered ${keyOfKid?.kty} key`,
        seen: alg,
        fix: 'Sign with the registered key, using an algorithm for its type',
        value: algOfCurve,
      })
    const curve = curveOfAlgorithm(alg)
    if (keyOfKid?.kty === 'EC' && curve !== undefined && keyOfKid.crv !== curve)
      return broken({
        at: 'assertion.header.alg',
        expected: `an algorithm for the curve of the registered key, ${keyOfKid.crv}`,
        seen: `${alg}, which is for ${curve}`,
        fix: `Sign with ${algOfCurve ?? 'the algorithm for its curve'}`,
        value: algOfCurve,
      })
    const kid = assertion?.header?.kid
    if (keyOfKid === undefined && kid !== undefined && keys.length > 0)
      return broken({
        at: 'assertion.header.kid',
        expected: `the signature and the kid of a registered key: ${registeredKids(client)}`,
        seen: `the kid ${format(kid)}, which is not registered, and a signature by none of these keys`,
        fix: 'Register the public key of the key pair that signs, with this `kid`, or sign with a registered key and its `kid`',
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
