/** The token endpoint answers unauthorized client. */

import { errorResponse } from '../http/responses.ts'
import type { Scenario } from './scenario.ts'

export const unauthorizedClient: Scenario = {
  name: 'unauthorized-client',
  group: 'token endpoint: every OAuth error',
  shows: 'refusal',
  happens: 'The client is not registered for this grant.',
  goodClient: 'It reports the error as it is, once, and does not try again with the same configuration.',
  act: { at: 'token answer', answer: () => errorResponse({ error: 'unauthorized_client' }) },
}
