/** The token has no scope. */
import type { Scenario } from './scenario.ts'

export const missingScope: Scenario = {
  name: 'missing-scope',
  group: 'tokens: missing scope',
  shows: 'token',
  happens: 'A fault in HelseID.',
  goodClient: 'The API refuses the token; the client reports what the API says.',
  cases: ['D24'],
  act: { at: 'access token', change: ({ header, claims: { scope: _scope, ...claims } }) => ({ header, claims }) },
}
