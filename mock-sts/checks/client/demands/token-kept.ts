/** A token is kept while it is valid. */
import { broken, type Demand, kept, notReached } from '../demand.ts'
import { requestsTo, tokensIssued } from '../observation.ts'

export const tokenKept: Demand = {
  id: 'token-kept',
  demands: 'It keeps its token while it is valid, and does not ask for one before every call',
  source: 'UP:funksjonelle_krav (FK3)',
  level: 'must',
  judge(seen) {
    const calls = requestsTo(seen, 'api').length
    if (calls < 2) return notReached('It made fewer than two calls to the API.')
    const issued = tokensIssued(seen).length
    if (issued <= 1) return kept
    return broken({
      expected: `one token for ${calls} calls`,
      seen: `${issued} tokens for ${calls} calls`,
      mend: 'Keep the token for expires_in seconds, less a few for the way, one for each set of scopes and organisation',
    })
  },
}
