/** The token is for another API. */
import type { Scenario } from './scenario.ts'

export const wrongAudience: Scenario = {
  name: 'wrong-audience',
  group: 'tokens: wrong, missing, several audiences',
  shows: 'token',
  happens: 'Scopes of two APIs are mixed up.',
  goodClient: 'The API refuses the token; the client reports what the API says.',
  cases: ['D16'],
  act: {
    at: 'access token',
    change: ({ header, claims }) => ({ header, claims: { ...claims, aud: 'nhn:another-api' } }),
  },
}
