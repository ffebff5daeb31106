/** The token is not valid yet. */
import type { Scenario } from './scenario.ts'

export const tokenNotYetValid: Scenario = {
  name: 'token-not-yet-valid',
  group: 'tokens: not yet valid',
  shows: 'token',
  gets: '200; the token becomes valid in 600 seconds (`nbf`)',
  happens: 'HelseID’s clock is ahead of the API’s.',
  goodClient: 'Renews the token once after the API’s 401; if that does not help, reports the failure.',
  cases: ['D12'],
  parameters: { seconds: { description: 'time until the token becomes valid, in seconds', default: 600 } },
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
