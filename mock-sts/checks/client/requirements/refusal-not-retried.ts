/** The client does not repeat a request that HelseID will always refuse. */

import { isChallenge, requestsTo } from '../observation.ts'
import { broken, met, notReached, type Requirement } from '../requirement.ts'

export const refusalNotRetried: Requirement = {
  id: 'refusal-not-retried',
  requires: 'It does not repeat a token request that HelseID will always refuse, for example with invalid_client',
  source: 'RFC 6749 5.2',
  level: 'must',
  judge(seen) {
    const refused = requestsTo(seen, 'token').filter((request) => !isChallenge(request))
    if (refused.length === 0) return notReached('The client sent no token request.')
    const [{ error } = { error: undefined }] = refused
    if (refused.length <= seen.settings.calls) return met
    return broken({
      expected: `one request for each call, then a reported failure (${error})`,
      seen: `${refused.length} requests${seen.ended === 'too many requests' ? ', without giving up' : ''}`,
      fix: `Do not retry ${error}: only a change to the configuration or registration can fix it`,
    })
  },
}
