/** A token that has run out. */
import { bearerRefusal, callRefused } from '../protected-call.ts'

export const apiTokenExpired = callRefused({
  token: 'expired-token',
  uponReceiving: 'a call with a token that has run out',
  error: 'invalid_token',
  evidence: bearerRefusal,
})
