/** The API answers that the token has expired. */
import { invariantTime, refusal } from '../http/challenge.ts'
import type { Scenario } from './scenario.ts'

export const apiTokenExpired: Scenario = {
  name: 'api-token-expired',
  group: 'API: 401 per reason',
  shows: 'api answer',
  gets: '401 invalid_token "The token expired at …"',
  happens: 'The API’s clock is ahead, or the client kept the token too long.',
  goodClient: 'Renews the token once; if that does not help, reports the API’s error.',
  act: {
    at: 'api answer',
    answer: ({ now }) =>
      refusal(401, { error: 'invalid_token', description: `The token expired at '${invariantTime(now)}'` }),
  },
}
