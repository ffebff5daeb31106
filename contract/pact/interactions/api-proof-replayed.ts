/** A proof that has already been used. */
import { bearerRefusal, callRefused } from '../protected-call.ts'

export const apiProofReplayed = callRefused({
  token: 'api-proof-replayed',
  uponReceiving: 'a call with a proof that has been used',
  error: 'invalid_dpop_proof',
  evidence: bearerRefusal,
})
