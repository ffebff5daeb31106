/** The API says that the token is for another API. */
import { refusal } from '../http/challenge.ts'
import type { Scenario } from './scenario.ts'

export const apiWrongAudience: Scenario = {
  name: 'api-wrong-audience',
  group: 'API: 401 per reason',
  shows: 'api answer',
  happens: 'Scopes of two APIs are mixed up, or a token is used for an API that it was not made for.',
  goodClient: 'It reports what the API says, once: a new token would be refused in the same way.',
  unknown: 'NHN’s APIs may word it otherwise: these are ASP.NET Core’s words.',
  act: {
    at: 'api answer',
    answer: () => refusal(401, { error: 'invalid_token', description: "The audience 'nhn:another-api' is invalid" }),
  },
}
