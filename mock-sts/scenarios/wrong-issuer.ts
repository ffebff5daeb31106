/** The token is a stranger’s. */
import type { Scenario } from './scenario.ts'

export const wrongIssuer: Scenario = {
  name: 'wrong-issuer',
  group: 'tokens: wrong issuer',
  shows: 'token',
  happens: 'Somebody else’s token service is configured.',
  goodClient: 'The API refuses the token; the client reports what the API says.',
  cases: ['D13'],
  act: {
    at: 'access token',
    change: ({ header, claims }) => ({ header, claims: { ...claims, iss: 'https://stranger.example' } }),
  },
}
