/** The API accepts a bound token with its proof. */

import { sourceOf } from '../../sources.ts'
import { type Interaction, providers } from '../interaction.ts'
import { boundToken } from '../protected-call.ts'
import { tokenState } from '../state-map.ts'

export const apiCall: Interaction = {
  provider: providers.api,
  states: [tokenState],
  uponReceiving: 'a call with a bound token and its proof',
  evidence: { source: sourceOf('UP:validering_av_access_token; HelseID.Samples'), status: 'confirmed' },
  request: { method: 'GET', path: '/hello', headers: boundToken },
  response: { status: 200 },
}
