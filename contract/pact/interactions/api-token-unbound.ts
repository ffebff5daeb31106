/** A token that is not bound to a key. */
import { bearerRefusal, callRefused } from '../protected-call.ts'

export const apiTokenUnbound = callRefused({
  token: 'missing-binding',
  uponReceiving: 'a call with a token that is not bound to a key',
  error: 'invalid_token',
  evidence: bearerRefusal,
})
