/** Every nonce has expired by the time it is used. */

import { errorResponse } from '../http/responses.ts'
import type { Scenario } from './scenario.ts'

export const nonceAlwaysExpired: Scenario = {
  name: 'nonce-always-expired',
  group: 'token endpoint: nonce that always expires',
  shows: 'challenge',
  gets: '400 use_dpop_nonce with a new `DPoP-Nonce`, instead of every token',
  happens: 'The client is too slow between challenge and retry, or the clocks of HelseID’s servers differ.',
  goodClient: 'Stops after a few challenges and reports the loop.',
  act: {
    at: 'token answer',
    insteadOf: 'a token',
    answer: async ({ proceed, issueNonce }) => {
      const response = await proceed()
      if (!response.ok) return response
      return errorResponse({ error: 'use_dpop_nonce', description: "Invalid 'nonce' value." }, issueNonce())
    },
  },
}
