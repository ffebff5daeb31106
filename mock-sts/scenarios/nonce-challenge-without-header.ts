/** The challenge lacks the nonce. */

import { errorResponse } from '../http/responses.ts'
import type { Scenario } from './scenario.ts'

export const nonceChallengeWithoutHeader: Scenario = {
  name: 'nonce-challenge-without-header',
  group: 'token endpoint: challenge without the header',
  shows: 'challenge',
  happens: 'A proxy strips the header DPoP-Nonce.',
  goodClient: 'It reports that the challenge cannot be met, and does not loop.',
  cases: ['C41'],
  act: {
    at: 'token answer',
    answer: () => errorResponse({ error: 'use_dpop_nonce', description: "Missing 'nonce' value." }),
  },
}
