/** The token endpoint’s challenge lacks the nonce. */

import { errorResponse } from '../http/responses.ts'
import type { Scenario } from './scenario.ts'

export const nonceChallengeWithoutHeader: Scenario = {
  name: 'nonce-challenge-without-header',
  group: 'token endpoint: challenge without the header',
  shows: 'challenge',
  gets: '400 use_dpop_nonce without `DPoP-Nonce`',
  happens: 'A proxy strips the DPoP-Nonce header.',
  goodClient: 'Reports that it cannot answer the challenge, and does not loop.',
  cases: ['C41'],
  act: {
    at: 'token answer',
    answer: () => errorResponse({ error: 'use_dpop_nonce', description: "Missing 'nonce' value." }),
  },
}
