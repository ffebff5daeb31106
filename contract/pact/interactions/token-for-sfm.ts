/** A multi-tenant client of SFM gets a token with its journal id. */

import { sourceOf } from '../../sources.ts'
import { tokenGiven } from '../token-exchange.ts'

export const tokenForSfm = tokenGiven({
  states: [
    'a client of one API',
    'a multi-tenant client',
    'it speaks for an organisation and its SFM journal',
    'a nonce is known',
  ],
  uponReceiving: 'a token request for another organisation and its SFM journal',
  evidence: {
    source: sourceOf('UP:sfm-id_for_multi_tenant-klienter'),
    status: 'confirmed',
  },
})
