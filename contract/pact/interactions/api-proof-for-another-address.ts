/** A proof for another address. */
import { bearerRefusal, callRefused } from '../protected-call.ts'

export const apiProofForAnotherAddress = callRefused({
  token: { proof: { broken: 'wrong-htu' } },
  uponReceiving: 'a call with a proof for another address',
  error: 'invalid_dpop_proof',
  evidence: bearerRefusal,
})
