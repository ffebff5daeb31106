/** A token not signed by HelseID. */
import { bearerRefusal, callRefused } from '../protected-call.ts'

export const apiTokenForged = callRefused({
  token: 'unknown-key',
  uponReceiving: 'a call with a token that HelseID has not signed',
  error: 'invalid_token',
  evidence: bearerRefusal,
})
