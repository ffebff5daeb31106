/** The token is bound to somebody else’s key. */
import type { Scenario } from './scenario.ts'

export const foreignBinding: Scenario = {
  name: 'foreign-binding',
  group: 'tokens: missing or foreign cnf.jkt',
  shows: 'token',
  happens: 'A token was stolen, or two clients share a cache.',
  goodClient: 'The API refuses the token; the client reports what the API says.',
  act: {
    at: 'access token',
    change: ({ header, claims }) => ({
      header,
      claims: { ...claims, cnf: { jkt: '0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I' } },
    }),
  },
}
