/** Errors that are no challenge carry a nonce. */
import type { Scenario } from './scenario.ts'

export const nonceOnOtherErrors: Scenario = {
  name: 'nonce-on-other-errors',
  group: 'token endpoint: DPoP-Nonce on other errors',
  shows: 'refusal',
  happens: 'Another authorization server does so, and so may HelseID one day.',
  goodClient: 'It takes the nonce for its next request, and the error for what it is.',
  act: {
    at: 'token answer',
    answer: async ({ proceed, issueNonce }) => {
      const response = await proceed()
      if (!response.ok) response.headers.set('DPoP-Nonce', issueNonce())
      return response
    },
  },
}
