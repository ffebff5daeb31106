/** The client does not send a token that is not bound to its key as a Bearer token. */

import { credentialsOf, requestsTo, tokensIssued } from '../observation.ts'
import { broken, met, notReached, type Requirement } from '../requirement.ts'

export const unboundTokenRefused: Requirement = {
  id: 'unbound-token-refused',
  requires: 'It refuses a Bearer token if it requested a bound one, and does not send it as a Bearer token',
  source: 'RFC 9449 5; security profile SK6',
  level: 'must',
  judge(seen) {
    if (tokensIssued(seen).length === 0) return notReached('The client got no token.')
    const sent = requestsTo(seen, 'api').filter((call) => credentialsOf(call)?.scheme.toLowerCase() !== 'dpop').length
    if (sent === 0) return met
    return broken({
      expected: 'no call to the API, and a reported failure',
      seen: `${sent} call${sent === 1 ? '' : 's'} with a token whose token_type is Bearer`,
      fix: 'Refuse any token_type except DPoP; compare without regard to case',
    })
  },
}
