/** The client caches a token while it is valid. */

import { requestsTo, tokensIssued } from '../observation.ts'
import { broken, met, notReached, type Requirement } from '../requirement.ts'

export const tokenKept: Requirement = {
  id: 'token-kept',
  requires: 'It caches its token while it is valid, instead of requesting one for every call',
  source: 'UP:funksjonelle_krav (FK3)',
  level: 'must',
  isHarmless: true,
  judge(seen) {
    const calls = requestsTo(seen, 'api').length
    if (calls < 2) return notReached('The client made fewer than two calls to the API.')
    const issued = tokensIssued(seen).length
    if (issued <= 1) return met
    return broken({
      expected: `one token for ${calls} calls`,
      seen: `${issued} tokens for ${calls} calls`,
      fix: 'Cache the token for expires_in seconds, minus a small margin, one for each combination of scopes and organisation',
    })
  },
}
