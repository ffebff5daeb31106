/** The token endpoint answers `invalid_client`. */

import { errorResponse } from '../http/responses.ts'
import type { Scenario } from './scenario.ts'

export const invalidClient: Scenario = {
  name: 'invalid-client',
  group: 'token endpoint: every OAuth error',
  shows: 'refusal',
  gets: '400 invalid_client',
  happens: 'The key was removed, the client disabled, or the assertion is wrong.',
  goodClient: 'Reports the error unchanged and does not retry with the same configuration.',
  act: { at: 'token answer', answer: () => errorResponse({ error: 'invalid_client' }) },
}
