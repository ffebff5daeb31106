/** What HelseID refuses for good is asked once. */

import { isChallenge, requestsTo } from '../observation.ts'
import { broken, met, notReached, type Requirement } from '../requirement.ts'

export const refusalNotRetried: Requirement = {
  id: 'refusal-not-retried',
  requires: 'It does not repeat a token request that HelseID refused for good, such as with invalid_client',
  source: 'RFC 6749 5.2',
  level: 'must',
  judge(seen) {
    const refused = requestsTo(seen, 'token').filter((request) => !isChallenge(request))
    if (refused.length === 0) return notReached('It sent no token request.')
    const [{ error } = { error: undefined }] = refused
    if (refused.length <= seen.settings.calls) return met
    return broken({
      expected: `one request a call, then the error ${error} reported`,
      seen: `${refused.length} requests${seen.ended === 'too many requests' ? ', and it went on' : ''}`,
      fix: `Do not retry ${error}: only a change of configuration or registration fixes it`,
    })
  },
}
