/** The client's DPoP key, and proofs stamped by the client's clock. */
import { DPoP, type DPoPHandle, generateKeyPair, modifyAssertion } from 'oauth4webapi'

/** A P-256 key of the client's own, in memory; the handle remembers the nonces it learns, by origin. */
export async function createDpop(now: () => number): Promise<DPoPHandle> {
  const keyPair = await generateKeyPair('ES256')
  return DPoP({}, keyPair, {
    [modifyAssertion](_header, payload) {
      payload.iat = Math.floor(now() / 1000)
    },
  })
}
