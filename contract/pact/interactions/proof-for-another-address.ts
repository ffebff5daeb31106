/** A proof for another address. */
import { proofHtu } from '../../rules/proof-htu.ts'
import { tokenRefused } from '../token-exchange.ts'

export const proofForAnotherAddress = tokenRefused({
  states: ['a client', 'its proof is for another address', 'a nonce is known'],
  uponReceiving: 'a token request with a proof for another address',
  evidence: proofHtu,
  error: 'invalid_dpop_proof',
})
