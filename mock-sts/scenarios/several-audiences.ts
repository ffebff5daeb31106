/** The token is for several APIs. */
import type { Scenario } from './scenario.ts'

export const severalAudiences: Scenario = {
  name: 'several-audiences',
  group: 'tokens: wrong, missing, several audiences',
  shows: 'token',
  gets: '200; the token’s `aud` names another API too',
  happens: 'The client requests scopes of several APIs without `resource`.',
  goodClient: 'The API rejects the token; the client reports the API’s error.',
  cases: ['D17'],
  act: {
    at: 'access token',
    change: ({ header, claims }) => ({ header, claims: { ...claims, aud: [claims.aud, 'nhn:another-api'].flat() } }),
  },
}
