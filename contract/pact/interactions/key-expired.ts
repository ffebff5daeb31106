/** A key that has expired. */
import { keyNotExpired } from '../../rules/key-not-expired.ts'
import { tokenRefused } from '../token-exchange.ts'

export const keyExpired = tokenRefused({
  states: ['a client', 'client-key-expired'],
  uponReceiving: 'a token request signed by a key that has expired',
  evidence: keyNotExpired,
  error: 'invalid_client',
})
