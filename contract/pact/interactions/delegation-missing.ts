/** An organisation that has not delegated to the supplier. */
import { parentDelegated } from '../../rules/parent-delegated.ts'
import { tokenRefused } from '../token-exchange.ts'

export const delegationMissing = tokenRefused({
  states: [
    'a client of one API',
    'a multi-tenant client',
    'it speaks for an organisation and its unit',
    'a nonce is known',
    'delegation-withdrawn',
  ],
  uponReceiving: 'a token request for an organisation that has withdrawn its delegation',
  evidence: parentDelegated,
  error: 'invalid_request',
})
