/** The token service will not give a token, whatever the client has. */

import { sourceOf } from '../../sources.ts'
import { tokenRefused } from '../token-exchange.ts'

export const accessDenied = tokenRefused({
  states: ['a client', 'a nonce is known', 'access-denied'],
  uponReceiving: 'a token request that is denied',
  evidence: {
    source: sourceOf('UP-dev:profil-for-bruk-av-tillitsrammeverket, of user login; nothing of client_credentials'),
    status: 'unknown',
  },
  error: 'access_denied',
})
