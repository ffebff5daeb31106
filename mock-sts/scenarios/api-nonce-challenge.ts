/** The API requires its own nonce in every proof. */
import { nonceChallenge } from '../http/challenge.ts'
import type { Scenario } from './scenario.ts'

export const apiNonceChallenge: Scenario = {
  name: 'api-nonce-challenge',
  group: 'API: resource-server nonce',
  shows: 'api answer',
  gets: '401 use_dpop_nonce with a `DPoP-Nonce` that is valid for 60 seconds',
  happens: 'An API protects itself against proofs created in advance.',
  goodClient:
    'Resends the request with a new proof that contains the nonce, keeps the token, and uses the nonce for that API only, until the API sends another.',
  cases: ['D09'],
  parameters: { seconds: { description: 'lifetime of a nonce, in seconds', default: 60 } },
  act: {
    at: 'api answer',
    isSeen: ({ parameters, judgeNonce }) => {
      // Without a proof a nonce has no place: the API reports the missing proof instead.
      const nonce = judgeNonce(parameters.seconds ?? 0)
      return nonce !== 'valid' && nonce !== undefined
    },
    answer: ({ issueNonce }) => nonceChallenge(issueNonce()),
  },
}
