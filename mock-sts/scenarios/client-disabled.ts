/** The client is disabled. */
import type { Scenario } from './scenario.ts'

export const clientDisabled: Scenario = {
  name: 'client-disabled',
  group: 'client: disabled',
  shows: 'refusal',
  gets: '400 invalid_client',
  happens: 'NHN or the organisation has disabled the client.',
  goodClient: 'Reports the error unchanged and does not retry with the same configuration.',
  act: { at: 'client', change: (registration) => ({ ...registration, enabled: false }) },
}
