/** A grant that is no longer valid. */

import { sourceOf } from '../../sources.ts'
import { tokenRefused } from '../token-exchange.ts'

export const grantNotValid = tokenRefused({
  states: ['a client', 'a nonce is known', 'invalid-grant'],
  uponReceiving: 'a token request whose grant is no longer valid',
  evidence: {
    source: sourceOf('RFC 6749 5.2; no recording for client_credentials'),
    status: 'unknown',
  },
  error: 'invalid_grant',
})
