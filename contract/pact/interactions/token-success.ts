/** A client with a valid nonce gets a DPoP-bound token for the scope it asks for. */
import { MatchersV3 } from '@pact-foundation/pact'
import { clientAssertionType } from '../../errors.ts'
import { sampleApi } from '../../scopes.ts'
import { exampleJwt, formOf, type Interaction, jwt, jwtPattern } from '../interaction.ts'

const { equal, integer, string } = MatchersV3

export const tokenSuccess: Interaction = {
  states: ['the client is registered', 'a nonce is known'],
  uponReceiving: 'a token request for one scope, with a valid nonce',
  request: {
    method: 'POST',
    path: '/connect/token',
    headers: { DPoP: jwt },
    form: formOf({
      client_id: { example: 'helseid-mock-demo-client', regex: '.+' },
      client_assertion: { example: exampleJwt, regex: jwtPattern },
      client_assertion_type: { example: clientAssertionType },
      grant_type: { example: 'client_credentials' },
      scope: { example: sampleApi.scope },
    }),
  },
  response: {
    status: 200,
    headers: { 'Content-Type': 'application/json; charset=UTF-8' },
    body: {
      access_token: jwt,
      expires_in: integer(600),
      token_type: equal('DPoP'),
      scope: string(sampleApi.scope),
    },
  },
}
