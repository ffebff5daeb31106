/** The token is not bound to a key. */
import type { Scenario } from './scenario.ts'

export const missingBinding: Scenario = {
  name: 'missing-binding',
  group: 'tokens: missing or foreign cnf.jkt',
  shows: 'token',
  gets: '200; the token has no `cnf`, but `token_type` is `DPoP`',
  happens: 'A client or an API has not been switched to DPoP yet.',
  goodClient: 'The API rejects the token; the client reports the API’s error.',
  cases: ['D10'],
  act: { at: 'access token', change: ({ header, claims: { cnf: _cnf, ...claims } }) => ({ header, claims }) },
}
