/** The token endpoint answers `invalid_scope`. */

import { errorResponse } from '../http/responses.ts'
import type { Scenario } from './scenario.ts'

export const invalidScope: Scenario = {
  name: 'invalid-scope',
  group: 'token endpoint: every OAuth error',
  shows: 'refusal',
  gets: '400 invalid_scope',
  happens: 'A scope was withdrawn from the client.',
  goodClient: 'Reports the error unchanged and does not retry with the same configuration.',
  act: { at: 'token answer', answer: () => errorResponse({ error: 'invalid_scope' }) },
}
