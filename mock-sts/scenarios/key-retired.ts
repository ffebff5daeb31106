/** HelseID signs with a new key; the former key has been removed from the JWKS. */
import { retireFormerOnce, rotateOnce } from '../keys/key-changes.ts'
import type { Scenario } from './scenario.ts'

export const keyRetired: Scenario = {
  name: 'key-retired',
  group: 'keys and metadata: retired',
  shows: 'token',
  gets: '200; the token is signed with a new key, the only one in the JWKS',
  happens: 'HelseID has changed its signing key without an overlap, or the overlap is over.',
  goodClient:
    'Renews a token once when an API rejects it; the API fetches the JWKS again when its cached copy expires.',
  cases: ['D28', 'E22'],
  act: {
    at: 'keys',
    change: async (keys) => {
      await rotateOnce(keys)
      await retireFormerOnce(keys)
    },
  },
}
