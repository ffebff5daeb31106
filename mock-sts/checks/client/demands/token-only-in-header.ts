/** The token travels in the Authorization header alone. */
import { broken, type Demand, kept, notReached } from '../demand.ts'
import { requestsTo } from '../observation.ts'

export const tokenOnlyInHeader: Demand = {
  id: 'token-only-in-header',
  demands: 'It sends its token in the Authorization header, and nowhere else',
  source: 'security profile SK7; RFC 9449 7.1',
  level: 'must',
  judge(seen) {
    const calls = requestsTo(seen, 'api')
    if (calls.length === 0) return notReached('It did not call the API.')
    if (!calls.some(({ url }) => new URL(url).searchParams.has('access_token'))) return kept
    return broken({
      expected: 'an address without the token',
      seen: 'access_token in the query',
      mend: 'Addresses end up in logs: send the token in the Authorization header',
    })
  },
}
