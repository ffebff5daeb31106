/** The token endpoint answers `invalid_target`. */

import { errorResponse } from '../http/responses.ts'
import type { Scenario } from './scenario.ts'

export const invalidTarget: Scenario = {
  name: 'invalid-target',
  group: 'token endpoint: every OAuth error',
  shows: 'refusal',
  gets: '400 invalid_target',
  happens: 'The resource is not an API that the client may use.',
  goodClient: 'Reports the error unchanged and does not retry with the same configuration.',
  act: { at: 'token answer', answer: () => errorResponse({ error: 'invalid_target' }) },
}
