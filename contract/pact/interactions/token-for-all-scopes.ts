/** A client that requests no scope gets all its scopes. */

import { sourceOf } from '../../sources.ts'
import { tokenGiven } from '../token-exchange.ts'

export const tokenForAllScopes = tokenGiven({
  states: ['a client', 'a nonce is known'],
  uponReceiving: 'a token request that names no scope',
  evidence: {
    source: sourceOf('CF:481787927; KS fiks-helseid-client and FHI Slash never send a scope'),
    status: 'confirmed',
  },
  scope: null,
})
