/** The token endpoint answers `invalid_grant`. */

import { errorResponse } from '../http/responses.ts'
import type { Scenario } from './scenario.ts'

export const invalidGrant: Scenario = {
  name: 'invalid-grant',
  group: 'token endpoint: every OAuth error',
  shows: 'refusal',
  gets: '400 invalid_grant',
  happens: 'A code or refresh token has been used or has expired.',
  goodClient: 'Reports the error unchanged and does not retry with the same configuration.',
  act: { at: 'token answer', answer: () => errorResponse({ error: 'invalid_grant' }) },
}
