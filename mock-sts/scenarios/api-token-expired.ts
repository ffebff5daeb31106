/** The API says that the token has run out. */
import { invariantTime, refusal } from '../http/challenge.ts'
import type { Scenario } from './scenario.ts'

export const apiTokenExpired: Scenario = {
  name: 'api-token-expired',
  group: 'API: 401 per reason',
  shows: 'api answer',
  happens: 'The API’s clock is ahead, or the token was kept too long.',
  goodClient: 'It renews the token once, and reports what the API says if that does not help.',
  act: {
    at: 'api answer',
    answer: ({ now }) =>
      refusal(401, { error: 'invalid_token', description: `The token expired at '${invariantTime(now)}'` }),
  },
}
