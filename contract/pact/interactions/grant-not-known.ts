/** A grant type that HelseID does not support for this client. */
import { grantTypeKnown } from '../../rules/grant-type-known.ts'
import { tokenRefused } from '../token-exchange.ts'

export const grantNotKnown = tokenRefused({
  states: ['a client', 'a nonce is known', 'unsupported-grant-type'],
  uponReceiving: 'a token request for a grant type that is not supported',
  evidence: grantTypeKnown,
  error: 'unsupported_grant_type',
})
