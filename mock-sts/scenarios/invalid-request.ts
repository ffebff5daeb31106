/** The token endpoint answers invalid request. */

import { errorResponse } from '../http/responses.ts'
import type { Scenario } from './scenario.ts'

export const invalidRequest: Scenario = {
  name: 'invalid-request',
  group: 'token endpoint: every OAuth error',
  shows: 'refusal',
  happens: 'A parameter is missing or stands twice.',
  goodClient: 'It reports the error as it is, once, and does not try again with the same configuration.',
  act: { at: 'token answer', answer: () => errorResponse({ error: 'invalid_request' }) },
}
