/** The token service denies the token, whatever the client's rights. */

import { sourceOf } from '../../sources.ts'
import { tokenRefused } from '../token-exchange.ts'

export const accessDenied = tokenRefused({
  states: ['a client', 'a nonce is known', 'access-denied'],
  uponReceiving: 'a token request that is denied',
  evidence: {
    source: sourceOf(
      'UP-dev:profil-for-bruk-av-tillitsrammeverket, about user login; nothing is known about client_credentials',
    ),
    status: 'unknown',
  },
  error: 'access_denied',
})
