/** A scope that does not exist. */
import { scopeKnown } from '../../rules/scope-known.ts'
import { tokenRefused } from '../token-exchange.ts'

export const scopeNotKnown = tokenRefused({
  states: ['a client', 'a nonce is known'],
  uponReceiving: 'a token request for a scope that does not exist',
  evidence: scopeKnown,
  error: 'invalid_scope',
  scope: 'nhn:no-such-api/read',
})
