/** A client registers a new public key and gets its expiry. */
import { MatchersV3 } from '@pact-foundation/pact'
import { selvbetjeningScope } from '../../scopes.ts'
import { sourceOf } from '../../sources.ts'
import { exampleClientKey } from '../example-keys.ts'
import { dateTime, type Interaction, jsonContent, providers } from '../interaction.ts'
import { boundToken } from '../protected-call.ts'
import { clientState, tokenState } from '../state-map.ts'

const { like } = MatchersV3

export const keyAdded: Interaction = {
  provider: providers.selvbetjening,
  states: [[clientState, { scopes: [selvbetjeningScope] }], tokenState],
  uponReceiving: 'a new public key',
  evidence: { source: sourceOf('HelseID.Library, HelseID.Library.Java'), status: 'confirmed' },
  request: {
    method: 'POST',
    path: '/v1/client-secret',
    headers: boundToken,
    json: like(exampleClientKey),
  },
  response: { status: 200, headers: jsonContent, body: { expiration: dateTime('2027-11-30T12:00:00Z') } },
}
