/** A token without the scope of the API. */
import { bearerRefusal, callRefused } from '../protected-call.ts'

export const apiScopeMissing = callRefused({
  token: { scopes: ['nhn:test-public-samplecode/something-else'] },
  uponReceiving: 'a call with a token that lacks the scope',
  error: 'insufficient_scope',
  evidence: bearerRefusal,
})
