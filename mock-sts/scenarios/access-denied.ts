/** The token endpoint answers access denied. */

import { errorResponse } from '../http/responses.ts'
import type { Scenario } from './scenario.ts'

export const accessDenied: Scenario = {
  name: 'access-denied',
  group: 'token endpoint: every OAuth error',
  shows: 'refusal',
  happens: 'The attest of the trust framework was sent twice, to PAR and to the token endpoint.',
  goodClient: 'It reports the error as it is, once, and does not try again with the same configuration.',
  unknown: 'Of the description only its beginning is known.',
  act: {
    at: 'token answer',
    answer: () => errorResponse({ error: 'access_denied', description: 'HID-DOUBLE-STRUCTURE' }),
  },
}
