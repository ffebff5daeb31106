/** `/hello` of the protected API: answers with the caller’s identity, like NHN’s sample API. */
import { type AccessTokenClaims, organizationOf } from 'helseid-client/verifier'
import { answer } from './guarded.ts'

export function hello(claims: AccessTokenClaims): Response {
  const { client_id, scope } = claims
  return answer(200, {
    message: 'Hello from the protected API',
    client_id,
    organization: organizationOf(claims),
    scope,
  })
}
