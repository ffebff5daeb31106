/** The API answers every request with a nonce challenge, even valid ones. */
import { nonceChallenge } from '../http/challenge.ts'
import type { Scenario } from './scenario.ts'

export const apiEndlessNonceChallenge: Scenario = {
  name: 'api-endless-nonce-challenge',
  group: 'API: resource-server nonce',
  shows: 'api answer',
  gets: '401 use_dpop_nonce with a new `DPoP-Nonce`, at every call',
  happens: 'Several servers behind one address do not share the key that protects their nonces.',
  goodClient: 'Stops after a few challenges and reports the loop.',
  act: { at: 'api answer', answer: ({ issueNonce }) => nonceChallenge(issueNonce()) },
}
