/** The client renews a token that the API refuses at most once. */

import { requestsTo, tokensIssued } from '../observation.ts'
import { broken, met, notReached, type Requirement } from '../requirement.ts'

export const refusedTokenRenewedOnce: Requirement = {
  id: 'refused-token-renewed-once',
  requires: 'It requests at most one new token when the API refuses its token',
  source: 'RFC 6750 3.1',
  level: 'must',
  judge(seen) {
    if (requestsTo(seen, 'api').length === 0) return notReached('The client did not call the API.')
    const issued = tokensIssued(seen).length
    if (issued <= 1 + seen.settings.calls) return met
    return broken({
      expected: 'at most one new token after the API’s 401',
      seen: `${issued} tokens for ${seen.settings.calls} call`,
      fix: 'If the API also refuses the new token, report its status and WWW-Authenticate',
    })
  },
}
