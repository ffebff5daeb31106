/** A disabled client. */
import { clientEnabled } from '../../rules/client-enabled.ts'
import { tokenRefused } from '../token-exchange.ts'

export const clientDisabled = tokenRefused({
  states: ['a client', 'client-disabled'],
  uponReceiving: 'a token request by a disabled client',
  evidence: clientEnabled,
  error: 'invalid_client',
})
