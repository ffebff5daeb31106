/** A token of another environment. */
import { bearerRefusal, callRefused } from '../protected-call.ts'

export const apiTokenOfAnotherEnvironment = callRefused({
  token: 'another-environments-issuer',
  uponReceiving: 'a call with a token of another environment',
  error: 'invalid_token',
  evidence: bearerRefusal,
})
