/** A bound token is sent under the scheme DPoP. */

import { credentialsOf, requestsTo } from '../observation.ts'
import { broken, met, notReached, type Requirement } from '../requirement.ts'

export const boundTokenUnderDpop: Requirement = {
  id: 'bound-token-under-dpop',
  requires: 'It sends a token that is bound to a key under the scheme DPoP, never under Bearer',
  source: 'RFC 9449 7.1; UP:validering_av_access_token',
  level: 'must',
  judge(seen) {
    const calls = requestsTo(seen, 'api')
    if (calls.length === 0) return notReached('It did not call the API.')
    const wrong = calls.map(credentialsOf).find((given) => given?.claims.cnf && given.scheme.toLowerCase() !== 'dpop')
    if (wrong === undefined) return met
    return broken({
      expected: 'Authorization: DPoP <token>, and a proof in the header DPoP',
      seen: `Authorization: ${wrong.scheme} <token>, and the token has cnf.jkt`,
      fix: 'Take the scheme from token_type of the token answer',
    })
  },
}
