/** A client that is required to use DPoP sends a proof. */
import { broken, notEvaluated, passed, type Rule } from '../rule.ts'
import { sourceOf } from '../sources.ts'

export const proofPresent: Rule = {
  id: 'proof-present',
  requires: 'A client that is required to use DPoP sends a proof in the `DPoP` header',
  source: sourceOf('security profile SK6; Duende TokenRequestValidator'),
  status: 'likely',
  at: 'headers.dpop',
  needs: ['client-known', 'dpop-header-once'],
  answer: {
    to: 'body',
    error: 'invalid_request',
    description: 'Client requires DPoP and a DPoP header value was not provided.',
  },
  check: ({ client, proof }) => {
    if (proof.compact !== undefined) return passed()
    if (!client?.requireDpop) return notEvaluated('the client is not required to use DPoP')
    return broken({
      expected: 'a DPoP proof',
      seen: proof.headers.length === 0 ? 'no `DPoP` header' : 'an empty `DPoP` header',
      fix: 'Sign a DPoP proof with a key of the client and send it in the `DPoP` header; use the same key when calling the API',
    })
  },
  examples: { passing: [{}], failing: [{ proof: null }, { proof: { raw: '' } }] },
}
