/** The organisation has accepted none of the terms of use. */
import type { Scenario } from './scenario.ts'

export const termsNotAccepted: Scenario = {
  name: 'terms-not-accepted',
  group: 'client: terms not accepted',
  shows: 'refusal',
  gets: '400 invalid_scope',
  happens: 'The organisation has not accepted an API’s terms.',
  goodClient: 'Reads `rejected_scope` and reports which scopes are missing.',
  act: { at: 'client', change: (registration) => ({ ...registration, termsNotAccepted: registration.scopes }) },
}
