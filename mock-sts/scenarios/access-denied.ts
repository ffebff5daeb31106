/** The token endpoint answers `access_denied`. */

import { errorResponse } from '../http/responses.ts'
import type { Scenario } from './scenario.ts'

export const accessDenied: Scenario = {
  name: 'access-denied',
  group: 'token endpoint: every OAuth error',
  shows: 'refusal',
  gets: '400 access_denied "HID-DOUBLE-STRUCTURE"',
  happens:
    'The client sent the attestation of the trust framework (tillitsrammeverk) twice: to PAR and to the token endpoint.',
  goodClient: 'Reports the error unchanged and does not retry with the same configuration.',
  unknown: 'Only the beginning of the description is known.',
  act: {
    at: 'token answer',
    answer: () => errorResponse({ error: 'access_denied', description: 'HID-DOUBLE-STRUCTURE' }),
  },
}
