/** The token is not signed at all. */
import type { Scenario } from './scenario.ts'

export const algNone: Scenario = {
  name: 'alg-none',
  group: 'tokens: alg none',
  shows: 'token',
  happens: 'Somebody forges tokens.',
  goodClient: 'The API refuses the token; the client reports what the API says.',
  cases: ['D19'],
  act: {
    at: 'access token',
    change: ({ header, claims }) => ({ header: { ...header, alg: 'none' }, claims, signing: 'none' }),
  },
}
