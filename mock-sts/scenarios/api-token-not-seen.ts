/** The API answers as if the request had no token. */
import { refusal } from '../http/challenge.ts'
import type { Scenario } from './scenario.ts'

export const apiTokenNotSeen: Scenario = {
  name: 'api-token-not-seen',
  group: 'API: 401 per reason',
  shows: 'api answer',
  gets: '401 with the challenge `DPoP` without an error code',
  happens: 'A proxy strips the Authorization header.',
  goodClient: 'Reports the API’s error and does not retry: a new token would be rejected for the same reason.',
  act: { at: 'api answer', answer: () => refusal(401, {}) },
}
