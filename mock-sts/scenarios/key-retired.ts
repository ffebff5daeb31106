/** HelseID signs with a new key, and the one before has left the JWKS. */
import { retireFormerOnce, rotateOnce } from '../keys/key-changes.ts'
import type { Scenario } from './scenario.ts'

export const keyRetired: Scenario = {
  name: 'key-retired',
  group: 'keys and metadata: retired',
  shows: 'token',
  happens: 'HelseID has changed its key without an overlap, or the overlap is over.',
  goodClient:
    'It renews a token once that an API refuses; the API reads the JWKS again when its time of keeping is over.',
  cases: ['D28', 'E22'],
  act: {
    at: 'keys',
    change: async (keys) => {
      await rotateOnce(keys)
      await retireFormerOnce(keys)
    },
  },
}
