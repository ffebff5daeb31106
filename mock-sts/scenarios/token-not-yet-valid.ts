/** The token is for later. */
import type { Scenario } from './scenario.ts'

export const tokenNotYetValid: Scenario = {
  name: 'token-not-yet-valid',
  group: 'tokens: not yet valid',
  shows: 'token',
  happens: 'HelseID’s clock is ahead of the API’s.',
  goodClient: 'It renews the token once after the API’s 401, and reports the failure if that does not help.',
  cases: ['D12'],
  parameters: { seconds: { description: 'how long until it is valid', default: 600 } },
  act: {
    at: 'access token',
    change: ({ header, claims }, { seconds = 0 }) => ({
      header,
      claims: {
        ...claims,
        iat: Number(claims.iat) + seconds,
        nbf: Number(claims.nbf) + seconds,
        exp: Number(claims.exp) + seconds,
      },
    }),
  },
}
