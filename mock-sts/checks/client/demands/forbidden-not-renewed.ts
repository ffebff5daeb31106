/** A new token is not asked for where it cannot help. */
import { broken, type Demand, kept, notReached } from '../demand.ts'
import { requestsTo, tokensIssued } from '../observation.ts'

export const forbiddenNotRenewed: Demand = {
  id: 'forbidden-not-renewed',
  demands: 'It asks for no new token with the same scopes where the API says 403, or that no token came',
  source: 'RFC 6750 3.1',
  level: 'should',
  judge(seen) {
    if (requestsTo(seen, 'api').length === 0) return notReached('It did not call the API.')
    const issued = tokensIssued(seen).length
    if (issued <= seen.settings.calls) return kept
    return broken({
      expected: 'the refusal reported, with the token it has',
      seen: `${issued} tokens for ${seen.settings.calls} call`,
      mend: 'Renew on 401 invalid_token only',
    })
  },
}
