/** The token endpoint answers invalid scope. */

import { errorResponse } from '../http/responses.ts'
import type { Scenario } from './scenario.ts'

export const invalidScope: Scenario = {
  name: 'invalid-scope',
  group: 'token endpoint: every OAuth error',
  shows: 'refusal',
  happens: 'A scope was withdrawn from the client.',
  goodClient: 'It reports the error as it is, once, and does not try again with the same configuration.',
  act: { at: 'token answer', answer: () => errorResponse({ error: 'invalid_scope' }) },
}
