/** A token is not used after it has run out. */

import { credentialsOf, requestsTo, sentAt } from '../observation.ts'
import { broken, met, notReached, type Requirement } from '../requirement.ts'

export const tokenRenewed: Requirement = {
  id: 'token-renewed',
  requires: 'It renews its token before it has run out',
  source: 'RFC 6749 5.1 (expires_in)',
  level: 'must',
  judge(seen) {
    const calls = requestsTo(seen, 'api')
    if (calls.length < seen.settings.calls)
      return notReached(`It made ${calls.length} of ${seen.settings.calls} calls.`)
    const used = new Set<string>()
    for (const call of calls) {
      const { token = '', exp } = credentialsOf(call) ?? {}
      const sent = sentAt(call)
      // A token that is fresh from HelseID may run out before a busy machine has sent it: that is not keeping it.
      const isKept = used.has(token)
      used.add(token)
      if (!isKept || exp === undefined || sent === undefined || sent <= exp) continue
      return broken({
        expected: 'a new token, for the one before ran out',
        seen: `a token that had run out ${sent - exp} s before`,
        fix: 'Count expires_in from the moment the token was asked for, and ask for a new one when it is over',
      })
    }
    return met
  },
}
