/** An API that depends on the organisation, called with a token without one. */

import { sourceOf } from '../../sources.ts'
import { type Interaction, providers } from '../interaction.ts'
import { boundToken } from '../protected-call.ts'

export const apiOrganizationMissing: Interaction = {
  provider: providers.api,
  states: ['missing-organization'],
  uponReceiving: 'a call for an organisation with a token that names none',
  evidence: {
    source: sourceOf('RFC 9110 15.5.4; Helsenorge EksternAPI answers 401 EHSEC-110002'),
    status: 'unknown',
  },
  request: { method: 'GET', path: '/organization', headers: boundToken },
  response: { status: 403 },
}
