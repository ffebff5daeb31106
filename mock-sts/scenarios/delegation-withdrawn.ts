/** No organisation delegates to the supplier any more. */
import type { Scenario } from './scenario.ts'

export const delegationWithdrawn: Scenario = {
  name: 'delegation-withdrawn',
  group: 'client: delegation withdrawn',
  shows: 'refusal',
  gets: '400 invalid_request "HID-1001…"',
  happens: 'The organisation has withdrawn the delegation in Altinn.',
  goodClient: 'Reports which organisation it may no longer act for.',
  act: { at: 'client', change: (registration) => ({ ...registration, delegations: [] }) },
}
