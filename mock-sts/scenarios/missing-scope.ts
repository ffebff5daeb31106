/** The token has no scope. */
import type { Scenario } from './scenario.ts'

export const missingScope: Scenario = {
  name: 'missing-scope',
  group: 'tokens: missing scope',
  shows: 'token',
  gets: '200; the token has no `scope`',
  happens: 'HelseID has a bug.',
  goodClient: 'The API rejects the token; the client reports the API’s error.',
  cases: ['D24'],
  act: { at: 'access token', change: ({ header, claims: { scope: _scope, ...claims } }) => ({ header, claims }) },
}
