/** The API’s challenge lacks the nonce. */
import { nonceChallenge } from '../http/challenge.ts'
import type { Scenario } from './scenario.ts'

export const apiNonceChallengeWithoutHeader: Scenario = {
  name: 'api-nonce-challenge-without-header',
  group: 'API: resource-server nonce',
  shows: 'api answer',
  gets: '401 use_dpop_nonce without `DPoP-Nonce`',
  happens: 'A proxy strips the DPoP-Nonce header.',
  goodClient: 'Reports that it cannot answer the challenge, and does not loop.',
  act: { at: 'api answer', answer: () => nonceChallenge() },
}
