/** The token is bound to another client’s key. */
import type { Scenario } from './scenario.ts'

export const foreignBinding: Scenario = {
  name: 'foreign-binding',
  group: 'tokens: missing or foreign cnf.jkt',
  shows: 'token',
  gets: '200; the token’s `cnf.jkt` is another key’s',
  happens: 'A token was stolen, or two clients share a cache.',
  goodClient: 'The API rejects the token; the client reports the API’s error.',
  act: {
    at: 'access token',
    change: ({ header, claims }) => ({
      header,
      claims: { ...claims, cnf: { jkt: '0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I' } },
    }),
  },
}
