/** A proof that is too old. */
import { bearerRefusal, callRefused } from '../protected-call.ts'

export const apiProofStale = callRefused({
  token: { proof: { broken: 'iat-in-the-past' } },
  uponReceiving: 'a call with a proof that is ten minutes old',
  error: 'invalid_dpop_proof',
  evidence: bearerRefusal,
})
