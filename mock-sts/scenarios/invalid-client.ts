/** The token endpoint answers invalid client. */

import { errorResponse } from '../http/responses.ts'
import type { Scenario } from './scenario.ts'

export const invalidClient: Scenario = {
  name: 'invalid-client',
  group: 'token endpoint: every OAuth error',
  shows: 'refusal',
  happens: 'The key was removed, the client disabled, or the assertion is wrong.',
  goodClient: 'It reports the error as it is, once, and does not try again with the same configuration.',
  act: { at: 'token answer', answer: () => errorResponse({ error: 'invalid_client' }) },
}
