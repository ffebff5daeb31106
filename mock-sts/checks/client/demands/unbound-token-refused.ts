/** A token that is not bound to the client's key is not used. */
import { broken, type Demand, kept, notReached } from '../demand.ts'
import { requestsTo, tokensIssued } from '../observation.ts'

export const unboundTokenRefused: Demand = {
  id: 'unbound-token-refused',
  demands: 'It refuses a Bearer token where it asked for a bound one, and sends it nowhere',
  source: 'RFC 9449 5; security profile SK6',
  level: 'must',
  judge(seen) {
    if (tokensIssued(seen).length === 0) return notReached('It got no token.')
    const sent = requestsTo(seen, 'api').length
    if (sent === 0) return kept
    return broken({
      expected: 'no call to the API, and the failure reported',
      seen: `${sent} call${sent === 1 ? '' : 's'} with a token of token_type Bearer`,
      mend: 'Compare token_type of the answer with DPoP, without regard to case, and refuse anything else',
    })
  },
}
