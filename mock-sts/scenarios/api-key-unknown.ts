/** The API says that it does not know the token’s key. */
import { refusal } from '../http/challenge.ts'
import type { Scenario } from './scenario.ts'

export const apiKeyUnknown: Scenario = {
  name: 'api-key-unknown',
  group: 'API: 401 per reason',
  shows: 'api answer',
  happens: 'HelseID has changed its key and the API has not noticed, or the API reads another environment’s keys.',
  goodClient: 'It renews the token once, and reports what the API says if that does not help.',
  act: {
    at: 'api answer',
    answer: () => refusal(401, { error: 'invalid_token', description: 'The signature key was not found' }),
  },
}
