/** Sources of the facts of a token request. */
import type { Registry } from '../clients/registry.ts'
import type { Clock } from '../clock.ts'
import type { Nonces } from './nonces.ts'

export interface FactSources {
  readonly clock: Clock
  readonly registry: Pick<Registry, 'client' | 'knowsScope' | 'api'>
  readonly nonces: Pick<Nonces, 'judge'>
}
