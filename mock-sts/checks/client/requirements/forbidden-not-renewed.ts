/** The client does not request a new token where that cannot help. */

import { requestsTo, tokensIssued } from '../observation.ts'
import { broken, met, notReached, type Requirement } from '../requirement.ts'

export const forbiddenNotRenewed: Requirement = {
  id: 'forbidden-not-renewed',
  requires:
    'It does not request a new token with the same scopes when the API answers 403 or says that the token is missing',
  source: 'RFC 6750 3.1',
  level: 'should',
  permits: 'RFC 6750 3.1: it does not forbid requesting another token',
  judge(seen) {
    if (requestsTo(seen, 'api').length === 0) return notReached('The client did not call the API.')
    const issued = tokensIssued(seen).length
    if (issued <= seen.settings.calls) return met
    return broken({
      expected: 'a reported failure, and no new token',
      seen: `${issued} tokens for ${seen.settings.calls} call`,
      fix: 'Renew the token only on 401 invalid_token',
    })
  },
}
