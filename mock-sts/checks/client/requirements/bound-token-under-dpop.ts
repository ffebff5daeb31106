/** The client sends a bound token with the DPoP scheme. */

import { credentialsOf, requestsTo } from '../observation.ts'
import { broken, met, notReached, type Requirement } from '../requirement.ts'

export const boundTokenUnderDpop: Requirement = {
  id: 'bound-token-under-dpop',
  requires: 'It sends a token that is bound to a key with the DPoP scheme, never with Bearer',
  source: 'RFC 9449 7.1; UP:validering_av_access_token',
  level: 'must',
  judge(seen) {
    const calls = requestsTo(seen, 'api')
    if (calls.length === 0) return notReached('The client did not call the API.')
    const wrong = calls.map(credentialsOf).find((given) => given?.claims.cnf && given.scheme.toLowerCase() !== 'dpop')
    if (wrong === undefined) return met
    return broken({
      expected: 'Authorization: DPoP <token>, and a proof in the DPoP header',
      seen: `Authorization: ${wrong.scheme} <token>, although the token has cnf.jkt`,
      fix: 'Use the token_type of the token response as the scheme',
    })
  },
}
