/** Retries have pauses, and end. */

import type { SeenRequest } from '../observation.ts'
import { broken, met, notReached, type Requirement } from '../requirement.ts'

/** So many requests within a second are a hammer. */
const maxPerSecond = 5

export const retriesPaced: Requirement = {
  id: 'retries-paced',
  requires: 'It tries again only after a while, and not for ever',
  source: 'RFC 9110 9.2.2; scenarios of the twin',
  level: 'must',
  judge(seen) {
    const failing = seen.requests.filter(({ scenario }) => scenario !== undefined)
    if (failing.length === 0) return notReached('It sent no request that could fail.')
    if (!isHammer(failing) && seen.ended !== 'too many requests') return met
    return broken({
      expected: `at most ${maxPerSecond} attempts within a second, later each time, and an end`,
      seen: `${failing.length} attempts in ${Math.ceil(seen.seconds)} s`,
      fix: 'Wait before each retry, twice as long each time, and give up after a few',
    })
  },
}

function isHammer(requests: readonly SeenRequest[]): boolean {
  return requests.some(({ at }, index) => {
    const later = requests[index + maxPerSecond]
    return later !== undefined && later.at - at < 1000
  })
}
