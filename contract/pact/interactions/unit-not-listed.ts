/** A child organisation that is not registered for the client. */
import { childListed } from '../../rules/child-listed.ts'
import { tokenRefused } from '../token-exchange.ts'

export const unitNotListed = tokenRefused({
  states: [
    'a client of one API',
    'a single-tenant client',
    'it speaks for a unit that is not its own',
    'a nonce is known',
  ],
  uponReceiving: 'a token request for a unit that is not the client’s',
  evidence: childListed,
  error: 'invalid_request',
})
