/** The API says that the token is of another issuer. */
import { refusal } from '../http/challenge.ts'
import type { Scenario } from './scenario.ts'

export const apiWrongIssuer: Scenario = {
  name: 'api-wrong-issuer',
  group: 'API: 401 per reason',
  shows: 'api answer',
  happens: 'Test and production are mixed up.',
  goodClient: 'It reports what the API says, once: a new token would be refused in the same way.',
  unknown: 'NHN’s APIs may word it otherwise: these are ASP.NET Core’s words.',
  act: {
    at: 'api answer',
    answer: () =>
      refusal(401, { error: 'invalid_token', description: "The issuer 'https://helseid-sts.nhn.no' is invalid" }),
  },
}
