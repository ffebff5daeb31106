/** The token endpoint answers invalid target. */

import { errorResponse } from '../http/responses.ts'
import type { Scenario } from './scenario.ts'

export const invalidTarget: Scenario = {
  name: 'invalid-target',
  group: 'token endpoint: every OAuth error',
  shows: 'refusal',
  happens: 'The resource is no API that the client may use.',
  goodClient: 'It reports the error as it is, once, and does not try again with the same configuration.',
  act: { at: 'token answer', answer: () => errorResponse({ error: 'invalid_target' }) },
}
