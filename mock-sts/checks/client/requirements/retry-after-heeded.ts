/** The client waits as long as Retry-After says. */
import { broken, met, notReached, type Requirement } from '../requirement.ts'

/** The delay that the scenarios request in Retry-After, and a tolerance for transmission. */
const retryAfter = { milliseconds: 1000, tolerance: 100 } as const

export const retryAfterHeeded: Requirement = {
  id: 'retry-after-heeded',
  requires: 'If it tries again, it first waits as long as Retry-After says',
  source: 'RFC 9110 10.2.3; RFC 6585 4',
  level: 'must',
  judge({ requests }) {
    const busy = requests.filter(({ scenario }) => scenario !== undefined)
    if (busy.length === 0) return notReached('No request of the client was answered with Retry-After.')
    for (const { id, at, endpoint } of busy) {
      const index = requests.findIndex((request) => request.id === id)
      const next = requests.slice(index + 1).find((request) => request.endpoint === endpoint)
      if (next === undefined || next.at - at >= retryAfter.milliseconds - retryAfter.tolerance) continue
      return broken({
        expected: `at least ${retryAfter.milliseconds} ms until the next request (Retry-After: 1)`,
        seen: `${next.at - at} ms`,
        fix: 'On 429 and 503, read Retry-After (seconds or a date) and wait that long',
      })
    }
    return met
  },
}
