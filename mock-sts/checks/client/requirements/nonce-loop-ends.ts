/** Challenges without end are given up. */

import { isChallenge, requestsTo } from '../observation.ts'
import { broken, met, notReached, type Requirement } from '../requirement.ts'

/** How many challenges in a row somebody may answer. */
const maxChallenges = 6

export const nonceLoopEnds: Requirement = {
  id: 'nonce-loop-ends',
  requires: 'It gives up after a few nonce challenges in a row',
  source: 'RFC 9449 8',
  level: 'must',
  judge(seen) {
    const challenged = requestsTo(seen, 'token').filter(isChallenge).length
    if (challenged === 0) return notReached('It was not challenged.')
    if (challenged <= maxChallenges * seen.settings.calls) return met
    return broken({
      expected: `at most ${maxChallenges} challenges in a row, then the failure reported`,
      seen: `${challenged} requests, each challenged${seen.ended === 'too many requests' ? ', and it went on' : ''}`,
      fix: 'Answer one challenge, perhaps a second; then report that HelseID challenges without end',
    })
  },
}
