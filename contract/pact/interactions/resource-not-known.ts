/** A resource that does not exist. */
import { resourceKnown } from '../../rules/resource-known.ts'
import { tokenRefused } from '../token-exchange.ts'

export const resourceNotKnown = tokenRefused({
  states: ['a client', 'a nonce is known'],
  uponReceiving: 'a token request for a resource that does not exist',
  evidence: resourceKnown,
  error: 'invalid_target',
  scope: null,
  resource: 'nhn:no-such-api',
})
