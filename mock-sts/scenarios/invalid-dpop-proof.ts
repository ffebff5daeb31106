/** The token endpoint answers `invalid_dpop_proof`. */

import { errorResponse } from '../http/responses.ts'
import type { Scenario } from './scenario.ts'

export const invalidDpopProof: Scenario = {
  name: 'invalid-dpop-proof',
  group: 'token endpoint: every OAuth error',
  shows: 'refusal',
  gets: '400 invalid_dpop_proof "Invalid \'iat\' value."',
  happens: 'The clock that stamped the proof is wrong, or the proof was created for another URL.',
  goodClient: 'Reports the error unchanged and does not retry with the same configuration.',
  act: {
    at: 'token answer',
    answer: () => errorResponse({ error: 'invalid_dpop_proof', description: "Invalid 'iat' value." }),
  },
}
