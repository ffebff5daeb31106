/** All scopes of the client but its first are withheld. */
import type { Scenario } from './scenario.ts'

export const rejectedScope: Scenario = {
  name: 'rejected-scope',
  group: 'token endpoint: rejected_scope',
  shows: 'token',
  happens: 'The organisation has not accepted the terms of some of the APIs that the client asks for.',
  goodClient:
    'It compares the scopes it got with those it asked for, and reports what `rejected_scope` says is missing.',
  cases: ['B42'],
  act: {
    at: 'client',
    change: (registration) => ({ ...registration, termsNotAccepted: registration.scopes.slice(1) }),
  },
}
