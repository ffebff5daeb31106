/** The API answers that the token is from another issuer. */
import { refusal } from '../http/challenge.ts'
import type { Scenario } from './scenario.ts'

export const apiWrongIssuer: Scenario = {
  name: 'api-wrong-issuer',
  group: 'API: 401 per reason',
  shows: 'api answer',
  gets: '401 invalid_token "The issuer \'https://helseid-sts.nhn.no\' is invalid"',
  happens: 'The client mixes up test and production.',
  goodClient: 'Reports the API’s error and does not retry: a new token would be rejected for the same reason.',
  unknown: 'NHN’s APIs may use other words; these are ASP.NET Core’s.',
  act: {
    at: 'api answer',
    answer: () =>
      refusal(401, { error: 'invalid_token', description: "The issuer 'https://helseid-sts.nhn.no' is invalid" }),
  },
}
