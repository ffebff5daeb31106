/** A token is kept while it is valid. */

import { requestsTo, tokensIssued } from '../observation.ts'
import { broken, met, notReached, type Requirement } from '../requirement.ts'

export const tokenKept: Requirement = {
  id: 'token-kept',
  requires: 'It keeps its token while it is valid, and does not ask for one before every call',
  source: 'UP:funksjonelle_krav (FK3)',
  level: 'must',
  judge(seen) {
    const calls = requestsTo(seen, 'api').length
    if (calls < 2) return notReached('It made fewer than two calls to the API.')
    const issued = tokensIssued(seen).length
    if (issued <= 1) return met
    return broken({
      expected: `one token for ${calls} calls`,
      seen: `${issued} tokens for ${calls} calls`,
      fix: 'Keep the token for expires_in seconds, less a few for the way, one for each set of scopes and organisation',
    })
  },
}
