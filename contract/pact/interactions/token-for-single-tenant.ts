/** A single-tenant client gets a token for one of its units. */

import { sourceOf } from '../../sources.ts'
import { tokenGiven } from '../token-exchange.ts'

export const tokenForSingleTenant = tokenGiven({
  states: ['a client of one API', 'a single-tenant client', 'it speaks for one of its units', 'a nonce is known'],
  uponReceiving: 'a token request for a unit of the client’s own',
  evidence: {
    source: sourceOf('HelseID.Library, HelseID.Library.Java, KS fiks-helseid-client'),
    status: 'confirmed',
  },
})
