/** The token endpoint answers `unauthorized_client`. */

import { errorResponse } from '../http/responses.ts'
import type { Scenario } from './scenario.ts'

export const unauthorizedClient: Scenario = {
  name: 'unauthorized-client',
  group: 'token endpoint: every OAuth error',
  shows: 'refusal',
  gets: '400 unauthorized_client',
  happens: 'The client is not registered for this grant type.',
  goodClient: 'Reports the error unchanged and does not retry with the same configuration.',
  act: { at: 'token answer', answer: () => errorResponse({ error: 'unauthorized_client' }) },
}
