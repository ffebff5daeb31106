/** Proofs by the client's DPoP key, stamped by the client's clock. */
import { DPoP, type DPoPHandle, modifyAssertion } from 'oauth4webapi'
import type { ClientConfig } from './config.ts'
import { dpopKeyPair } from './keys/dpop-key.ts'

/** The handle remembers the nonces it learns, by origin, and uses each until another comes. */
export async function createDpop({ now, dpopKey }: Pick<ClientConfig, 'now' | 'dpopKey'>): Promise<DPoPHandle> {
  return DPoP({}, await dpopKeyPair(dpopKey), {
    [modifyAssertion](_header, payload) {
      payload.iat = Math.floor(now() / 1000)
    },
  })
}
