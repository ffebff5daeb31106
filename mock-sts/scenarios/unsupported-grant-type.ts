/** The token endpoint answers unsupported grant type. */

import { errorResponse } from '../http/responses.ts'
import type { Scenario } from './scenario.ts'

export const unsupportedGrantType: Scenario = {
  name: 'unsupported-grant-type',
  group: 'token endpoint: every OAuth error',
  shows: 'refusal',
  happens: 'The grant is not served.',
  goodClient: 'It reports the error as it is, once, and does not try again with the same configuration.',
  act: { at: 'token answer', answer: () => errorResponse({ error: 'unsupported_grant_type' }) },
}
