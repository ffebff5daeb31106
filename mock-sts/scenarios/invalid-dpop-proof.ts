/** The token endpoint answers invalid dpop proof. */

import { errorResponse } from '../http/responses.ts'
import type { Scenario } from './scenario.ts'

export const invalidDpopProof: Scenario = {
  name: 'invalid-dpop-proof',
  group: 'token endpoint: every OAuth error',
  shows: 'refusal',
  happens: 'The proof was made by a clock that is off, or for another address.',
  goodClient: 'It reports the error as it is, once, and does not try again with the same configuration.',
  act: {
    at: 'token answer',
    answer: () => errorResponse({ error: 'invalid_dpop_proof', description: "Invalid 'iat' value." }),
  },
}
