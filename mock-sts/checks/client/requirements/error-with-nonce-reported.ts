/** The client takes an error that comes with a nonce as the error it is. */

import { isChallenge, requestsTo } from '../observation.ts'
import { broken, met, notReached, type Requirement } from '../requirement.ts'

/** The first request for a call, and one repeat with the nonce. */
const maxRequests = 2

export const errorWithNonceReported: Requirement = {
  id: 'error-with-nonce-reported',
  requires: 'It repeats a request at most once if an error other than use_dpop_nonce comes with a nonce',
  source: 'RFC 9449 8; RFC 6749 5.2',
  level: 'must',
  judge(seen) {
    const refused = requestsTo(seen, 'token').filter((request) => request.error !== undefined && !isChallenge(request))
    if (refused.length === 0) return notReached('The client sent no request that was refused.')
    if (refused.length <= maxRequests * seen.settings.calls) return met
    const [{ error } = { error: undefined }] = refused
    return broken({
      expected: `at most one repeat, then a reported failure (${error})`,
      seen: `${refused.length} requests${seen.ended === 'too many requests' ? ', without giving up' : ''}`,
      fix: 'Read error in the body: only use_dpop_nonce calls for a new request, whatever the DPoP-Nonce header says',
    })
  },
}
