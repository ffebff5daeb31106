/** The token endpoint sends DPoP-Nonce with other errors too. */
import type { Scenario } from './scenario.ts'

export const nonceOnOtherErrors: Scenario = {
  name: 'nonce-on-other-errors',
  group: 'token endpoint: DPoP-Nonce on other errors',
  shows: 'refusal',
  gets: 'The usual error, with a `DPoP-Nonce`',
  happens: 'Other authorization servers do this, and HelseID may one day.',
  goodClient: 'Keeps the nonce for its next request and handles the error as usual.',
  act: {
    at: 'token answer',
    insteadOf: 'a refusal',
    answer: async ({ proceed, issueNonce }) => {
      const response = await proceed()
      if (!response.ok) response.headers.set('DPoP-Nonce', issueNonce())
      return response
    },
  },
}
