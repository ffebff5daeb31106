/** HelseID signs with a new key; the one before is still in the JWKS. */
import { rotateOnce } from '../keys/key-changes.ts'
import type { Scenario } from './scenario.ts'

export const keyRotated: Scenario = {
  name: 'key-rotated',
  group: 'keys and metadata: rotated',
  shows: 'token',
  happens: 'HelseID changes its key, at the latest when the certificate runs out.',
  goodClient: 'It goes on; an API that meets an unknown `kid` reads the JWKS again, and then takes the token.',
  cases: ['D27', 'E22'],
  act: { at: 'keys', change: rotateOnce },
}
