/** A token that has expired. */
import { bearerRefusal, callRefused } from '../protected-call.ts'

export const apiTokenExpired = callRefused({
  token: 'expired-token',
  uponReceiving: 'a call with an expired token',
  error: 'invalid_token',
  evidence: bearerRefusal,
})
