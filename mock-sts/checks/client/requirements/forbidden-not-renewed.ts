/** A new token is not asked for where it cannot help. */

import { requestsTo, tokensIssued } from '../observation.ts'
import { broken, met, notReached, type Requirement } from '../requirement.ts'

export const forbiddenNotRenewed: Requirement = {
  id: 'forbidden-not-renewed',
  requires: 'It asks for no new token with the same scopes where the API says 403, or that no token came',
  source: 'RFC 6750 3.1',
  level: 'should',
  judge(seen) {
    if (requestsTo(seen, 'api').length === 0) return notReached('It did not call the API.')
    const issued = tokensIssued(seen).length
    if (issued <= seen.settings.calls) return met
    return broken({
      expected: 'the refusal reported, with the token it has',
      seen: `${issued} tokens for ${seen.settings.calls} call`,
      fix: 'Renew on 401 invalid_token only',
    })
  },
}
