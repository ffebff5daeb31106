/** The client uses the nonce that an API sent with its previous answer. */
import { claimsOf } from 'helseid-contract/rules'
import { header, requestsTo } from '../observation.ts'
import { broken, met, notReached, type Requirement } from '../requirement.ts'

export const apiNonceKept: Requirement = {
  id: 'api-nonce-kept',
  requires: 'It puts the nonce of an API’s answer into its next proof for that API',
  source: 'RFC 9449 8.2, 9',
  level: 'should',
  permits: 'RFC 9449 9: an API may send a nonce, and no API of NHN is known to do so',
  judge(seen) {
    const [, ...later] = requestsTo(seen, 'api')
    if (later.length === 0) return notReached('The client made fewer than two calls to the API.')
    const without = later.filter((call) => typeof claimsOf(header(call, 'dpop'))?.nonce !== 'string').length
    if (without === 0) return met
    return broken({
      expected: 'the claim nonce in the proof of every call after the first',
      seen: `${without} proof${without === 1 ? '' : 's'} without it`,
      fix: 'Keep the DPoP-Nonce header of every answer of the API, also of a successful one, for the next proof',
    })
  },
}
