/** What an STS has to have for facts to be gathered. */

import type { Registry } from '../clients/registry.ts'
import type { Clock } from '../clock.ts'
import type { Nonces } from './nonces.ts'
import type { ReplayMemory } from './replay-memory.ts'

export interface FactSources {
  readonly clock: Clock
  readonly registry: Registry
  readonly nonces: Nonces
  readonly assertionReplay: ReplayMemory
  readonly proofReplay: ReplayMemory
}
