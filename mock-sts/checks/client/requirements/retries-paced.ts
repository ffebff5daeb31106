/** The client waits between retries, and gives up in the end. */

import type { SeenRequest } from '../observation.ts'
import { broken, met, notReached, type Requirement } from '../requirement.ts'

/** The highest number of requests within a second that is acceptable. */
const maxPerSecond = 5

export const retriesPaced: Requirement = {
  id: 'retries-paced',
  requires: 'If it retries, it sends at most five requests within a second, and gives up in the end',
  source: 'RFC 9110 9.2.2; scenarios of the twin',
  level: 'must',
  judge(seen) {
    const failing = seen.requests.filter(({ scenario }) => scenario !== undefined)
    if (failing.length === 0) return notReached('The client sent no request that could fail.')
    if (!isHammer(failing) && seen.ended !== 'too many requests') return met
    return broken({
      expected: `at most ${maxPerSecond} attempts within a second, with increasing delays, and an end`,
      seen: `${failing.length} attempts in ${Math.ceil(seen.seconds)} s`,
      fix: 'Wait before each retry, twice as long each time, and give up after a few retries',
    })
  },
}

function isHammer(requests: readonly SeenRequest[]): boolean {
  return requests.some(({ at }, index) => {
    const later = requests[index + maxPerSecond]
    return later !== undefined && later.at - at < 1000
  })
}
