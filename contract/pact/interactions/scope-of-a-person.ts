/** An identity scope requested by a machine client. */
import { scopeNotIdentity } from '../../rules/scope-not-identity.ts'
import { tokenRefused } from '../token-exchange.ts'

export const scopeOfAPerson = tokenRefused({
  states: ['a client', 'a nonce is known'],
  uponReceiving: 'a token request for an identity scope',
  evidence: scopeNotIdentity,
  error: 'invalid_scope',
  scope: 'openid',
})
