/** The token endpoint answers `invalid_request`. */

import { errorResponse } from '../http/responses.ts'
import type { Scenario } from './scenario.ts'

export const invalidRequest: Scenario = {
  name: 'invalid-request',
  group: 'token endpoint: every OAuth error',
  shows: 'refusal',
  gets: '400 invalid_request',
  happens: 'A parameter is missing or repeated.',
  goodClient: 'Reports the error unchanged and does not retry with the same configuration.',
  act: { at: 'token answer', answer: () => errorResponse({ error: 'invalid_request' }) },
}
