/** A token that an API calls invalid is renewed once. */

import { requestsTo, tokensIssued } from '../observation.ts'
import { broken, met, notReached, type Requirement } from '../requirement.ts'

export const refusedTokenRenewedOnce: Requirement = {
  id: 'refused-token-renewed-once',
  requires: 'It renews a token that the API refuses at most once, and then reports what the API says',
  source: 'RFC 6750 3.1',
  level: 'must',
  judge(seen) {
    if (requestsTo(seen, 'api').length === 0) return notReached('It did not call the API.')
    const issued = tokensIssued(seen).length
    if (issued <= 1 + seen.settings.calls) return met
    return broken({
      expected: 'at most one new token after the API’s 401',
      seen: `${issued} tokens for ${seen.settings.calls} call`,
      fix: 'After one new token that is refused too, report the status and WWW-Authenticate of the API',
    })
  },
}
