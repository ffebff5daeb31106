/** A scope that is not granted to the client. */
import { scopeGranted } from '../../rules/scope-granted.ts'
import { exampleRights } from '../sts-client.ts'
import { tokenRefused } from '../token-exchange.ts'

export const scopeNotGranted = tokenRefused({
  states: ['a client that another API is closed to', 'a nonce is known'],
  uponReceiving: 'a token request for a scope that is not granted to the client',
  evidence: scopeGranted,
  error: 'invalid_scope',
  scope: exampleRights.ungrantedScope,
})
