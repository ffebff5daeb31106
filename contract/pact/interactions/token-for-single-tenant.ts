/** A single-tenant client gets a token for one of its child organisations. */

import { sourceOf } from '../../sources.ts'
import { tokenGiven } from '../token-exchange.ts'

export const tokenForSingleTenant = tokenGiven({
  states: ['a client of one API', 'a single-tenant client', 'it speaks for one of its units', 'a nonce is known'],
  uponReceiving: 'a token request for one of the client’s own units',
  evidence: {
    source: sourceOf('HelseID.Library, HelseID.Library.Java, KS fiks-helseid-client'),
    status: 'confirmed',
  },
})
