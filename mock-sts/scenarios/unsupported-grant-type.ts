/** The token endpoint answers `unsupported_grant_type`. */

import { errorResponse } from '../http/responses.ts'
import type { Scenario } from './scenario.ts'

export const unsupportedGrantType: Scenario = {
  name: 'unsupported-grant-type',
  group: 'token endpoint: every OAuth error',
  shows: 'refusal',
  gets: '400 unsupported_grant_type',
  happens: 'HelseID does not support the grant type.',
  goodClient: 'Reports the error unchanged and does not retry with the same configuration.',
  act: { at: 'token answer', answer: () => errorResponse({ error: 'unsupported_grant_type' }) },
}
