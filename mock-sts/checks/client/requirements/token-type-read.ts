/** The client does not send a token under DPoP whose token_type is Bearer. */

import { credentialsOf, requestsTo, tokensIssued } from '../observation.ts'
import { broken, met, notReached, type Requirement } from '../requirement.ts'

export const tokenTypeRead: Requirement = {
  id: 'token-type-read',
  requires: 'It reads token_type, and does not send a Bearer token under DPoP',
  source: 'RFC 6749 7.1; RFC 9449 5',
  level: 'should',
  permits: 'RFC 9449 7.1: under DPoP an API refuses a token that is not bound, so no one can misuse it',
  judge(seen) {
    if (tokensIssued(seen).length === 0) return notReached('The client got no token.')
    const sent = requestsTo(seen, 'api').filter((call) => credentialsOf(call)?.scheme.toLowerCase() === 'dpop').length
    if (sent === 0) return met
    return broken({
      expected: 'no call to the API, and a reported failure that names token_type',
      seen: `${sent} call${sent === 1 ? '' : 's'} under DPoP with a token whose token_type is Bearer`,
      fix: 'Compare token_type with DPoP, without regard to case, before you use the token',
    })
  },
}
