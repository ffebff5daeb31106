/** A multi-tenant client gets a token for an organisation that has delegated to it, and a child organisation. */

import { sourceOf } from '../../sources.ts'
import { tokenGiven } from '../token-exchange.ts'

export const tokenForMultiTenant = tokenGiven({
  states: [
    'a client of one API',
    'a multi-tenant client',
    'it speaks for an organisation and its unit',
    'a nonce is known',
  ],
  uponReceiving: 'a token request for another organisation and its unit',
  evidence: {
    source: sourceOf('UP:sfm-id_for_multi_tenant-klienter; UP:funksjonelle_krav FK5'),
    status: 'confirmed',
  },
})
