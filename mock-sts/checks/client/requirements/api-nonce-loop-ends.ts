/** The client gives up if an API challenges endlessly. */

import { requestsTo } from '../observation.ts'
import { broken, met, notReached, type Requirement } from '../requirement.ts'

const maxChallenges = 6

export const apiNonceLoopEnds: Requirement = {
  id: 'api-nonce-loop-ends',
  requires: 'It gives up after a few nonce challenges of an API',
  source: 'RFC 9449 9',
  level: 'must',
  judge(seen) {
    const requests = requestsTo(seen, 'api').length
    if (requests === 0) return notReached('The client did not call the API.')
    if (requests <= maxChallenges * seen.settings.calls) return met
    return broken({
      expected: `at most ${maxChallenges} requests, then a reported failure`,
      seen: `${requests} requests, each challenged`,
      fix: 'Answer one challenge of the API; if it challenges again, report the failure',
    })
  },
}
