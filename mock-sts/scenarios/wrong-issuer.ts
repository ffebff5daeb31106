/** The token is from an unknown issuer. */
import type { Scenario } from './scenario.ts'

export const wrongIssuer: Scenario = {
  name: 'wrong-issuer',
  group: 'tokens: wrong issuer',
  shows: 'token',
  gets: '200; the token’s `iss` is `https://stranger.example`',
  happens: 'The client is configured for someone else’s token service.',
  goodClient: 'The API rejects the token; the client reports the API’s error.',
  cases: ['D13'],
  act: {
    at: 'access token',
    change: ({ header, claims }) => ({ header, claims: { ...claims, iss: 'https://stranger.example' } }),
  },
}
