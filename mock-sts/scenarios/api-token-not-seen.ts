/** The API says that no token came. */
import { refusal } from '../http/challenge.ts'
import type { Scenario } from './scenario.ts'

export const apiTokenNotSeen: Scenario = {
  name: 'api-token-not-seen',
  group: 'API: 401 per reason',
  shows: 'api answer',
  happens: 'A proxy strips the Authorization header.',
  goodClient: 'It reports what the API says, once: a new token would be refused in the same way.',
  act: { at: 'api answer', answer: () => refusal(401, {}) },
}
