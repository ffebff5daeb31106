/** The client gives up if HelseID challenges endlessly. */

import { isChallenge, requestsTo } from '../observation.ts'
import { broken, met, notReached, type Requirement } from '../requirement.ts'

/** How many challenges in a row a client may answer. */
const maxChallenges = 6

export const nonceLoopEnds: Requirement = {
  id: 'nonce-loop-ends',
  requires: 'It gives up after a few nonce challenges in a row',
  source: 'RFC 9449 8',
  level: 'must',
  judge(seen) {
    const challenged = requestsTo(seen, 'token').filter(isChallenge).length
    if (challenged === 0) return notReached('The client was not challenged.')
    if (challenged <= maxChallenges * seen.settings.calls) return met
    return broken({
      expected: `at most ${maxChallenges} challenges in a row, then a reported failure`,
      seen: `${challenged} requests, each challenged${seen.ended === 'too many requests' ? ', without giving up' : ''}`,
      fix: 'Answer one or two challenges; if HelseID challenges again, report the failure',
    })
  },
}
