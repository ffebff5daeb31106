/** No part of the request reveals a private key. */
import { broken, passed, type Rule } from '../rule.ts'
import { sourceOf } from '../sources.ts'

export const privateKeySent: Rule = {
  id: 'private-key-sent',
  requires: 'No private key leaves the client',
  source: sourceOf('RFC 7517 9.2'),
  status: 'confirmed',
  at: 'form',
  looksAt:
    'the address, every header field (Basic credentials decoded), every field of the form or the whole body, and the header and claims of the assertion and the proof; in JSON, PEM, DER or another notation, under any encoding',
  needs: [],
  answer: { to: 'body', error: 'invalid_request' },
  check: ({ request: { privateKeysAt = [] } }) => {
    const [first] = privateKeysAt
    if (first === undefined) return passed()
    return broken({
      at: first,
      expected: 'no private key anywhere in the request',
      seen: `a private key in ${privateKeysAt.join(', ')}`,
      fix: 'Replace this key pair now: register the public key of a new one and delete the old one, because its private key has been sent over the network. Send a JWT that is signed with the private key, not the key itself',
    })
  },
  examples: {
    passing: [{}, { form: { jwk: { $publicJwk: 'ec' } } }],
    failing: [
      { form: { jwk: { $privateJwk: 'ec' } } },
      { form: { client_assertion: { $privateJwk: 'ec' } } },
      { proof: { header: { jwk: { $privateJwk: 'proof' } } } },
      { assertion: { claims: { key: { $privateJwk: 'registered' } } } },
    ],
  },
}
