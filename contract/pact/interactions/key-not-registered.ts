/** An assertion signed with an unregistered key. */
import { signatureVerifies } from '../../rules/signature-verifies.ts'
import { tokenRefused } from '../token-exchange.ts'

export const keyNotRegistered = tokenRefused({
  states: ['a client', 'its key is not registered'],
  uponReceiving: 'a token request signed by a key that is not registered',
  evidence: signatureVerifies,
  error: 'invalid_client',
})
