/** A token that is bound to no key. */
import { bearerRefusal, callRefused } from '../protected-call.ts'

export const apiTokenUnbound = callRefused({
  token: 'missing-binding',
  uponReceiving: 'a call with a token that is bound to no key',
  error: 'invalid_token',
  evidence: bearerRefusal,
})
