/** A client gets a bound token for the requested scope. */

import { sourceOf } from '../../sources.ts'
import { tokenGiven } from '../token-exchange.ts'

export const tokenForOneScope = tokenGiven({
  states: ['a client of one API', 'a nonce is known'],
  uponReceiving: 'a token request for one scope',
  evidence: {
    source: sourceOf('navikt/helseid-nav-test, recorded on the test STS in June 2024'),
    status: 'confirmed',
  },
})
