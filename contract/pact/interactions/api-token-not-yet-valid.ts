/** A token that is not yet valid. */
import { bearerRefusal, callRefused } from '../protected-call.ts'

export const apiTokenNotYetValid = callRefused({
  token: 'token-not-yet-valid',
  uponReceiving: 'a call with a token that is not valid yet',
  error: 'invalid_token',
  evidence: bearerRefusal,
})
