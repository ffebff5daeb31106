/** The API sends a new nonce with a successful response. */
import type { Scenario } from './scenario.ts'

export const apiNonceOnSuccess: Scenario = {
  name: 'api-nonce-on-success',
  group: 'API: resource-server nonce',
  shows: 'api answer',
  gets: '200 with a new `DPoP-Nonce`',
  happens: 'An API that requires a nonce renews it before it expires.',
  goodClient: 'Uses the new nonce in its next proof for that API.',
  act: {
    at: 'api answer',
    isSeen: async ({ proceed }) => (await proceed()).ok,
    answer: async ({ proceed, issueNonce }) => {
      const response = await proceed()
      response.headers.set('DPoP-Nonce', issueNonce())
      return response
    },
  },
}
