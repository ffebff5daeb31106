/** The token is bound to a key. */
import { broken, notEvaluated, passed, type Rule } from '../rule.ts'
import { sourceOf } from '../sources.ts'

export const dpopUsed: Rule = {
  id: 'dpop-used',
  requires: 'The client uses DPoP, though it is not required to',
  source: sourceOf('security profile SK6: new clients must; older ones still get Bearer tokens'),
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
      seen: 'none: a Bearer token',
      fix: 'Send a DPoP proof before the API and HelseID begin to require one; both have to change at the same time',
    })
  },
  examples: {
    passing: [{}, { client: { requireDpop: false } }],
    failing: [{ client: { requireDpop: false }, proof: null }],
  },
}
