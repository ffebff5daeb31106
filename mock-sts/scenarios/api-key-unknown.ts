/** The API answers that it does not know the token’s signing key. */
import { refusal } from '../http/challenge.ts'
import type { Scenario } from './scenario.ts'

export const apiKeyUnknown: Scenario = {
  name: 'api-key-unknown',
  group: 'API: 401 per reason',
  shows: 'api answer',
  gets: '401 invalid_token "The signature key was not found"',
  happens:
    'HelseID has changed its signing key and the API has not noticed, or the API reads the keys of another environment.',
  goodClient: 'Renews the token once; if that does not help, reports the API’s error.',
  act: {
    at: 'api answer',
    answer: () => refusal(401, { error: 'invalid_token', description: 'The signature key was not found' }),
  },
}
