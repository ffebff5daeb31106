/** An API that takes only DPoP tokens is asked for with a proof. */
import { broken, notEvaluated, passed, type Rule } from '../rule.ts'
import { sourceOf } from '../sources.ts'

export const apiDpop: Rule = {
  id: 'api-dpop',
  requires: 'A token for an API that takes only DPoP is asked for with a proof',
  source: sourceOf(
    'KS fiks-helseid-client takes Bearer tokens, NHN’s newer APIs want DPoP: a setting of the client and of the API; the answer is not known',
  ),
  status: 'unknown',
  at: 'headers.dpop',
  needs: ['client-known', 'dpop-header-once'],
  asks: 'registration',
  answer: {
    to: 'body',
    error: 'invalid_request',
    description: 'The requested API requires DPoP and a DPoP header value was not provided.',
  },
  check: ({ scopes, proof }) => {
    const [audience] = scopes?.dpopAudiences ?? []
    if (audience === undefined) return notEvaluated('no API that is asked for takes only DPoP')
    if (proof.compact !== undefined) return passed()
    return broken({
      expected: `a DPoP proof, for ${audience} takes no Bearer token`,
      seen: proof.headers.length === 0 ? 'no `DPoP` header' : 'an empty `DPoP` header',
      fix: 'Sign a proof with a key of the client’s own, send it in the header `DPoP`, and use the same key for the API',
    })
  },
  examples: {
    passing: [{ api: { requireDpop: true } }],
    failing: [{ api: { requireDpop: true }, client: { requireDpop: false }, proof: null }],
  },
}
