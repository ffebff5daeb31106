/** DPoP proofs with the client's key and clock: oauth4webapi makes those for HelseID, this package those for APIs. */
import { DPoP, type DPoPHandle, modifyAssertion } from 'oauth4webapi'
import { type ApiProofs, createApiProofs } from './api-proofs.ts'
import type { ClientConfig } from './config.ts'
import { openDpopKey } from './keys/dpop-key.ts'

export interface Dpop {
  /** Makes the proofs of token requests and stores the nonces that HelseID sends. */
  readonly handle: DPoPHandle
  readonly apiProofs: ApiProofs
}

export async function createDpop(config: Pick<ClientConfig, 'now' | 'newId' | 'dpopKey'>): Promise<Dpop> {
  const key = await openDpopKey(config.dpopKey)
  const handle = DPoP({}, key, {
    [modifyAssertion](_header, payload) {
      payload.iat = Math.floor(config.now() / 1000)
    },
  })
  return { handle, apiProofs: createApiProofs(key, config) }
}
