/** The client answers a nonce challenge of the token endpoint with a new request that contains the nonce. */

import { isChallenge, requestsTo } from '../observation.ts'
import { broken, met, notReached, type Requirement } from '../requirement.ts'

export const nonceAnswered: Requirement = {
  id: 'nonce-answered',
  requires: 'It answers a nonce challenge with a new request whose proof contains the nonce',
  source: 'RFC 9449 8; HelseID requires the nonce (DuendeSoftware/foss#323)',
  level: 'must',
  needsDpop: true,
  judge(seen) {
    const requests = requestsTo(seen, 'token')
    if (requests.length === 0) return notReached('The client sent no token request.')
    if (!requests.some(isChallenge))
      return notReached('HelseID refused its requests for another reason before it sent a nonce.')
    const last = requests.at(-1)
    if (last === undefined || !isChallenge(last) || seen.ended === 'too many requests') return met
    return broken({
      expected: 'a second request to the token endpoint, with the nonce from the DPoP-Nonce header in its proof',
      seen: `${requests.length} request${requests.length === 1 ? '' : 's'}, all challenged with use_dpop_nonce`,
      fix: 'On 400 use_dpop_nonce, create a new proof whose nonce claim is the value of the DPoP-Nonce header, and send it with a new assertion',
    })
  },
}
