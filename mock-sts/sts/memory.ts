/** What an STS remembers: the nonces it issued, and which assertions and proofs were used. */
import type { Clock } from '../clock.ts'
import type { Once } from '../store/once.ts'
import type { Store } from '../store/store.ts'
import { createNonces, type Nonces } from '../verdict/nonces.ts'

export interface StsMemory {
  readonly nonces: Nonces
  /** Used `jti` of assertions, shared by all clients of the STS. */
  readonly usedAssertions: Once
  /** Used `jti` of proofs. */
  readonly usedProofs: Once
  /** Forgets everything. Nonces issued before are unknown afterwards. */
  reset(): Promise<void>
}

/** `store` is the STS's own part of the twin's store. */
export function createMemory(clock: Clock, randomBytes: (size: number) => Buffer, store: Store): StsMemory {
  const nonces = createNonces(clock, () => randomBytes(32))
  const usedAssertions = store.once('used-assertions')
  const usedProofs = store.once('used-proofs')
  return {
    nonces,
    usedAssertions,
    usedProofs,
    async reset() {
      await Promise.all([usedAssertions.clear(), usedProofs.clear()])
      nonces.reset()
    },
  }
}
