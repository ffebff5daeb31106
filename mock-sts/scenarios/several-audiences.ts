/** The token is for several APIs. */
import type { Scenario } from './scenario.ts'

export const severalAudiences: Scenario = {
  name: 'several-audiences',
  group: 'tokens: wrong, missing, several audiences',
  shows: 'token',
  happens: 'Scopes of several APIs are asked for without `resource`.',
  goodClient: 'The API refuses the token; the client reports what the API says.',
  cases: ['D17'],
  act: {
    at: 'access token',
    change: ({ header, claims }) => ({ header, claims: { ...claims, aud: [claims.aud, 'nhn:another-api'].flat() } }),
  },
}
