/** The API answers that the token is for another API. */
import { refusal } from '../http/challenge.ts'
import type { Scenario } from './scenario.ts'

export const apiWrongAudience: Scenario = {
  name: 'api-wrong-audience',
  group: 'API: 401 per reason',
  shows: 'api answer',
  gets: '401 invalid_token "The audience \'nhn:another-api\' is invalid"',
  happens: 'The client mixes up the scopes of two APIs, or sends a token to an API that it was not issued for.',
  goodClient: 'Reports the API’s error and does not retry: a new token would be rejected for the same reason.',
  unknown: 'NHN’s APIs may use other words; these are ASP.NET Core’s.',
  act: {
    at: 'api answer',
    answer: () => refusal(401, { error: 'invalid_token', description: "The audience 'nhn:another-api' is invalid" }),
  },
}
