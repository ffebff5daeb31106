/** A key that the client already has is rejected, with a problem whose detail the client reports. */
import { MatchersV3 } from '@pact-foundation/pact'
import type { JsonObject } from '../../json.ts'
import { selvbetjeningScope } from '../../scopes.ts'
import { sourceOf } from '../../sources.ts'
import { exampleClientKey } from '../example-keys.ts'
import { type Interaction, providers } from '../interaction.ts'
import { boundToken } from '../protected-call.ts'
import { clientState, tokenState } from '../state-map.ts'

const { like, regex, string } = MatchersV3

export const keyRefused: Interaction = {
  provider: providers.selvbetjening,
  states: [
    [clientState, { scopes: [selvbetjeningScope], jwks: { keys: [exampleClientKey as unknown as JsonObject] } }],
    tokenState,
  ],
  uponReceiving: 'a public key that the client already has',
  evidence: {
    source: sourceOf('Selvbetjening.Samples: errors are problems by RFC 7807'),
    status: 'likely',
  },
  request: { method: 'POST', path: '/v1/client-secret', headers: boundToken, json: like(exampleClientKey) },
  response: {
    status: 400,
    headers: { 'Content-Type': regex('^application/problem\\+json(;.*)?$', 'application/problem+json') },
    body: { detail: string('The client has the key already.') },
  },
}
