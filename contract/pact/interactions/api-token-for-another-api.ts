/** A token for another API. */
import { bearerRefusal, callRefused } from '../protected-call.ts'

export const apiTokenForAnotherApi = callRefused({
  token: 'wrong-audience',
  uponReceiving: 'a call with a token for another API',
  error: 'invalid_token',
  evidence: bearerRefusal,
})
