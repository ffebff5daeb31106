/** The API says that the token is for later. */
import { invariantTime, refusal } from '../http/challenge.ts'
import type { Scenario } from './scenario.ts'

export const apiTokenNotYetValid: Scenario = {
  name: 'api-token-not-yet-valid',
  group: 'API: 401 per reason',
  shows: 'api answer',
  happens: 'The API’s clock is behind HelseID’s.',
  goodClient: 'It tries again once after some seconds, and reports what the API says if that does not help.',
  unknown: 'NHN’s APIs may word it otherwise: these are ASP.NET Core’s words.',
  act: {
    at: 'api answer',
    answer: ({ now }) =>
      refusal(401, {
        error: 'invalid_token',
        description: `The token is not valid before '${invariantTime(now + 60)}'`,
      }),
  },
}
