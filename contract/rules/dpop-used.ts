/** A client that need not use DPoP uses it nevertheless. */
import { broken, notEvaluated, passed, type Rule } from '../rule.ts'
import { sourceOf } from '../sources.ts'

export const dpopUsed: Rule = {
  id: 'dpop-used',
  requires: 'A client that is not required to use DPoP uses it anyway',
  source: sourceOf('security profile SK6: new clients must use DPoP; older clients still get Bearer tokens'),
  status: 'likely',
  at: 'headers.dpop',
  needs: ['client-known', 'dpop-header-once'],
  asks: 'registration',
  answer: {
    to: 'body',
    error: 'invalid_request',
    description: 'Client requires DPoP and a DPoP header value was not provided.',
  },
  check: ({ client, proof }) => {
    if (proof.compact !== undefined) return passed()
    if (client?.requireDpop) return notEvaluated('the client is required to use DPoP')
    return broken({
      expected: 'a DPoP proof',
      seen: 'no proof, which gives a Bearer token',
      fix: 'Switch to DPoP before HelseID or the API requires it; the token request and the API call must change at the same time',
    })
  },
  examples: {
    passing: [{}, { client: { requireDpop: false } }],
    failing: [{ client: { requireDpop: false }, proof: null }],
  },
}
