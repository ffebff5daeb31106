/** The token is bound to no key. */
import type { Scenario } from './scenario.ts'

export const missingBinding: Scenario = {
  name: 'missing-binding',
  group: 'tokens: missing or foreign cnf.jkt',
  shows: 'token',
  happens: 'A client or an API is not yet set to DPoP.',
  goodClient: 'The API refuses the token; the client reports what the API says.',
  cases: ['D10'],
  act: { at: 'access token', change: ({ header, claims: { cnf: _cnf, ...claims } }) => ({ header, claims }) },
}
