/** The client’s keys have run out. */
import { clientKeys } from '../clients/client-keys.ts'
import type { Scenario } from './scenario.ts'

export const clientKeyExpired: Scenario = {
  name: 'client-key-expired',
  group: 'client: key expired',
  shows: 'refusal',
  happens: 'Nobody rotated the key in time.',
  goodClient: 'It reports invalid_client, and says since when its key is due.',
  act: {
    at: 'client',
    change: (registration, now) => ({
      ...registration,
      jwks: { keys: clientKeys(registration).map((key) => ({ ...key, exp: Math.floor(now) - 60 })) },
      certificates: [],
    }),
  },
}
