/** A client that is not registered for client_credentials. */
import { grantTypeAllowed } from '../../rules/grant-type-allowed.ts'
import { tokenRefused } from '../token-exchange.ts'

export const grantNotAllowed = tokenRefused({
  states: ['a client of another grant', 'a nonce is known'],
  uponReceiving: 'a token request by a client that is registered for another grant',
  evidence: grantTypeAllowed,
  error: 'unauthorized_client',
})
