/** A token that is not bound to the client's key is not used. */

import { requestsTo, tokensIssued } from '../observation.ts'
import { broken, met, notReached, type Requirement } from '../requirement.ts'

export const unboundTokenRefused: Requirement = {
  id: 'unbound-token-refused',
  requires: 'It refuses a Bearer token where it asked for a bound one, and sends it nowhere',
  source: 'RFC 9449 5; security profile SK6',
  level: 'must',
  judge(seen) {
    if (tokensIssued(seen).length === 0) return notReached('It got no token.')
    const sent = requestsTo(seen, 'api').length
    if (sent === 0) return met
    return broken({
      expected: 'no call to the API, and the failure reported',
      seen: `${sent} call${sent === 1 ? '' : 's'} with a token of token_type Bearer`,
      fix: 'Compare token_type of the answer with DPoP, without regard to case, and refuse anything else',
    })
  },
}
