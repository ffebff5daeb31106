/** HelseID withholds every scope of the client except the first. */
import type { Scenario } from './scenario.ts'

export const rejectedScope: Scenario = {
  name: 'rejected-scope',
  group: 'token endpoint: rejected_scope',
  shows: 'token',
  gets: '200; `rejected_scope` has every requested scope but the client’s first',
  happens: 'The organisation has not accepted the terms of some of the APIs that the client requests.',
  goodClient: 'Compares the granted scopes with the requested ones and reports those listed in `rejected_scope`.',
  cases: ['B42'],
  act: {
    at: 'client',
    change: (registration) => ({ ...registration, termsNotAccepted: registration.scopes.slice(1) }),
  },
}
