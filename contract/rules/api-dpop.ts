/** A token for an API that accepts only DPoP is requested with a proof. */
import { broken, notEvaluated, passed, type Rule } from '../rule.ts'
import { sourceOf } from '../sources.ts'

export const apiDpop: Rule = {
  id: 'api-dpop',
  requires: 'A token request for an API that requires DPoP carries a DPoP proof',
  source: sourceOf(
    'KS fiks-helseid-client uses Bearer tokens, NHN’s newer APIs require DPoP: a setting of the client and of the API; HelseID’s own answer is unknown',
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
    if (audience === undefined) return notEvaluated('none of the requested APIs requires DPoP')
    if (proof.compact !== undefined) return passed()
    return broken({
      expected: `a DPoP proof, because ${audience} does not accept Bearer tokens`,
      seen: proof.headers.length === 0 ? 'no `DPoP` header' : 'an empty `DPoP` header',
      fix: 'Sign a DPoP proof with a key of the client, send it in the `DPoP` header, and use the same key when calling the API',
    })
  },
  examples: {
    passing: [{ api: { requireDpop: true } }],
    failing: [{ api: { requireDpop: true }, client: { requireDpop: false }, proof: null }],
  },
}
