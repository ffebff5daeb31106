/** The token is for another API. */
import type { Scenario } from './scenario.ts'

export const wrongAudience: Scenario = {
  name: 'wrong-audience',
  group: 'tokens: wrong, missing, several audiences',
  shows: 'token',
  gets: '200; the token’s `aud` is another API’s',
  happens: 'The client mixes up the scopes of two APIs.',
  goodClient: 'The API rejects the token; the client reports the API’s error.',
  cases: ['D16'],
  act: {
    at: 'access token',
    change: ({ header, claims }) => ({ header, claims: { ...claims, aud: 'nhn:another-api' } }),
  },
}
