/** The token endpoint answers every request with a nonce challenge, even valid ones. */

import { errorResponse } from '../http/responses.ts'
import type { Scenario } from './scenario.ts'

export const endlessNonceChallenge: Scenario = {
  name: 'endless-nonce-challenge',
  group: 'token endpoint: endless use_dpop_nonce',
  shows: 'challenge',
  gets: '400 use_dpop_nonce with a new `DPoP-Nonce`, at every request',
  happens: 'Several servers behind one address do not share the key that protects their nonces.',
  goodClient: 'Stops after a few challenges and reports the loop.',
  cases: ['C40'],
  act: {
    at: 'token answer',
    insteadOf: 'a token or a refusal',
    answer: ({ issueNonce }) =>
      errorResponse({ error: 'use_dpop_nonce', description: "Invalid 'nonce' value." }, issueNonce()),
  },
}
