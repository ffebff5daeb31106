/** The client does not use a token after it has expired. */

import { credentialsOf, requestsTo, sentAt } from '../observation.ts'
import { broken, met, notReached, type Requirement } from '../requirement.ts'

export const tokenRenewed: Requirement = {
  id: 'token-renewed',
  requires: 'It renews its token before it expires',
  source: 'RFC 6749 5.1 (expires_in)',
  level: 'must',
  judge(seen) {
    const calls = requestsTo(seen, 'api')
    if (calls.length < seen.settings.calls)
      return notReached(`The client made ${calls.length} of ${seen.settings.calls} calls.`)
    const used = new Set<string>()
    for (const call of calls) {
      const { token = '', exp } = credentialsOf(call) ?? {}
      // Without a proof, the time of the answer; the API answers at once, except the first call.
      const sent = sentAt(call) ?? Math.floor(call.at / 1000)
      // A new token may expire before a busy machine sends it for the first time; only a reused token counts.
      const isKept = used.has(token)
      used.add(token)
      if (!isKept || exp === undefined || sent <= exp) continue
      return broken({
        expected: 'a new token, because the previous one had expired',
        seen: `a token that had expired ${sent - exp} s earlier`,
        fix: 'Count expires_in from the moment of the token request, and request a new token when it has passed',
      })
    }
    return met
  },
}
