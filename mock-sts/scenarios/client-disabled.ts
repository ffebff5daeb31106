/** The client is disabled. */
import type { Scenario } from './scenario.ts'

export const clientDisabled: Scenario = {
  name: 'client-disabled',
  group: 'client: disabled',
  shows: 'refusal',
  happens: 'NHN or the organisation has closed it.',
  goodClient: 'It reports the error as it is, once, and does not try again with the same configuration.',
  act: { at: 'client', change: (registration) => ({ ...registration, enabled: false }) },
}
