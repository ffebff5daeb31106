/** DPoP nonces of the server: opaque, stateless, good for any client and any number of times within their lifetime. */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { limits } from 'helseid-contract'
import type { Clock } from '../clock.ts'

export interface Nonces {
  issue(): string
  /** `expired` for one of ours that is older than 60 s, `unknown` for one we did not make. */
  judge(nonce: string, lifetime?: number): 'valid' | 'expired' | 'unknown'
  /** Nonces given before are unknown from then on. */
  reset(): void
}

const stampBytes = 6
const macBytes = 16

/** HelseID's nonces are ASP.NET data-protected time stamps (Duende DefaultDPoPProofValidator); these are too, in spirit. */
export function createNonces(clock: Clock, newSecret: () => Buffer = () => randomBytes(32)): Nonces {
  let secret = newSecret()
  const mac = (stamp: Buffer) => createHmac('sha256', secret).update(stamp).digest().subarray(0, macBytes)
  return {
    issue() {
      const stamp = Buffer.alloc(stampBytes)
      stamp.writeUIntBE(clock.now(), 0, stampBytes)
      return Buffer.concat([stamp, mac(stamp)]).toString('base64url')
    },
    judge(nonce, lifetime = limits.nonceLifetime) {
      const bytes = Buffer.from(nonce, 'base64url')
      // Letter for letter: Buffer reads over what is no base64url.
      if (bytes.length !== stampBytes + macBytes || bytes.toString('base64url') !== nonce) return 'unknown'
      const stamp = bytes.subarray(0, stampBytes)
      if (!timingSafeEqual(mac(stamp), bytes.subarray(stampBytes))) return 'unknown'
      const age = clock.now() - stamp.readUIntBE(0, stampBytes)
      return age <= lifetime * 1000 ? 'valid' : 'expired'
    },
    reset() {
      secret = newSecret()
    },
  }
}
