/** A proof for another token. */
import { bearerRefusal, callRefused } from '../protected-call.ts'

export const apiProofOfAnotherToken = callRefused({
  token: { proof: { broken: 'foreign-ath' } },
  uponReceiving: 'a call with a proof for another token',
  error: 'invalid_dpop_proof',
  evidence: bearerRefusal,
})
