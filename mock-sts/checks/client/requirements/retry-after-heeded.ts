/** Retry-After is waited for. */
import { broken, met, notReached, type Requirement } from '../requirement.ts'

/** What the scenarios say in Retry-After, in milliseconds, less the way. */
const asked = { milliseconds: 1000, tolerance: 100 } as const

export const retryAfterHeeded: Requirement = {
  id: 'retry-after-heeded',
  requires: 'It waits as long as Retry-After says before it tries again',
  source: 'RFC 9110 10.2.3; RFC 6585 4',
  level: 'must',
  judge({ requests }) {
    const busy = requests.filter(({ scenario }) => scenario !== undefined)
    if (busy.length === 0) return notReached('It sent no request that asked for patience.')
    for (const { id, at, endpoint } of busy) {
      const index = requests.findIndex((request) => request.id === id)
      const next = requests.slice(index + 1).find((request) => request.endpoint === endpoint)
      if (next === undefined || next.at - at >= asked.milliseconds - asked.tolerance) continue
      return broken({
        expected: `${asked.milliseconds} ms or more until the next request, as Retry-After: 1 says`,
        seen: `${next.at - at} ms`,
        fix: 'Read Retry-After of 429 and 503, in seconds or as a date, and wait so long',
      })
    }
    return met
  },
}
