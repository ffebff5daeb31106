/** The API answers that the token is not valid yet. */
import { invariantTime, refusal } from '../http/challenge.ts'
import type { Scenario } from './scenario.ts'

export const apiTokenNotYetValid: Scenario = {
  name: 'api-token-not-yet-valid',
  group: 'API: 401 per reason',
  shows: 'api answer',
  gets: '401 invalid_token "The token is not valid before …"',
  happens: 'The API’s clock is behind HelseID’s.',
  goodClient: 'Retries once after a few seconds; if that does not help, reports the API’s error.',
  unknown: 'NHN’s APIs may use other words; these are ASP.NET Core’s.',
  act: {
    at: 'api answer',
    answer: ({ now }) =>
      refusal(401, {
        error: 'invalid_token',
        description: `The token is not valid before '${invariantTime(now + 60)}'`,
      }),
  },
}
