/** The client’s keys have expired. */
import { clientKeys } from '../clients/client-keys.ts'
import type { Scenario } from './scenario.ts'

export const clientKeyExpired: Scenario = {
  name: 'client-key-expired',
  group: 'client: key expired',
  shows: 'refusal',
  gets: '400 invalid_client',
  happens: 'No one rotated the key in time.',
  goodClient: 'Reports invalid_client and when its key expired.',
  act: {
    at: 'client',
    change: (registration, now) => ({
      ...registration,
      jwks: { keys: clientKeys(registration).map((key) => ({ ...key, exp: Math.floor(now) - 60 })) },
      certificates: [],
    }),
  },
}
