/** Server nonces for DPoP: opaque, stateless, valid for any client and any number of uses within their lifetime. */
import { createHmac, createSecretKey, randomBytes, timingSafeEqual } from 'node:crypto'
import { limits } from 'helseid-contract'
import type { Clock } from '../clock.ts'

export interface Nonces {
  issue(): string
  /** `expired` for a nonce older than `lifetime` (in seconds, default 60), `unknown` for one that was not issued here. */
  judge(nonce: string, lifetime?: number): 'valid' | 'expired' | 'unknown'
  /** Makes all nonces issued so far unknown. */
  reset(): void
}

const stampBytes = 6
const macBytes = 16

/** Like HelseID's nonces, these are authenticated time stamps (ASP.NET data protection in Duende DefaultDPoPProofValidator). */
export function createNonces(clock: Clock, newSecret: () => Buffer = () => randomBytes(32)): Nonces {
  // As a key, because `createHmac` examines a Buffer at each call, which costs more than the MAC.
  let secret = createSecretKey(newSecret())
  const mac = (stamp: Buffer) => createHmac('sha256', secret).update(stamp).digest().subarray(0, macBytes)
  return {
    issue() {
      const stamp = Buffer.alloc(stampBytes)
      stamp.writeUIntBE(clock.now(), 0, stampBytes)
      return Buffer.concat([stamp, mac(stamp)]).toString('base64url')
    },
    judge(nonce, lifetime = limits.nonceLifetime) {
      const bytes = Buffer.from(nonce, 'base64url')
      // Compare the text, because Buffer ignores characters that are not base64url.
      if (bytes.length !== stampBytes + macBytes || bytes.toString('base64url') !== nonce) return 'unknown'
      const stamp = bytes.subarray(0, stampBytes)
      if (!timingSafeEqual(mac(stamp), bytes.subarray(stampBytes))) return 'unknown'
      const age = clock.now() - stamp.readUIntBE(0, stampBytes)
      return age <= lifetime * 1000 ? 'valid' : 'expired'
    },
    reset() {
      secret = createSecretKey(newSecret())
    },
  }
}
