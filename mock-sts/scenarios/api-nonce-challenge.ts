/** The API requires a nonce of its own in every proof. */
import { nonceChallenge } from '../http/challenge.ts'
import type { Scenario } from './scenario.ts'

export const apiNonceChallenge: Scenario = {
  name: 'api-nonce-challenge',
  group: 'API: resource-server nonce',
  shows: 'api answer',
  happens: 'An API guards itself against proofs made in advance.',
  goodClient:
    'It sends the request again with a new proof that has the nonce, keeps the token, and uses the nonce for that API alone until it is given another.',
  cases: ['D09'],
  parameters: { seconds: { description: 'how long a nonce is good', default: 60 } },
  act: {
    at: 'api answer',
    answer: ({ parameters, judgeNonce, issueNonce, proceed }) => {
      // Without a proof there is nothing to put a nonce into: the API says what is wrong.
      const nonce = judgeNonce(parameters.seconds ?? 0)
      return nonce === 'valid' || nonce === undefined ? proceed() : nonceChallenge(issueNonce())
    },
  },
}
