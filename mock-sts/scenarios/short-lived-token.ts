/** The token expires soon. */
import type { Scenario } from './scenario.ts'

export const shortLivedToken: Scenario = {
  name: 'short-lived-token',
  group: 'tokens: short-lived',
  shows: 'token',
  gets: '200; `expires_in` is 10, and the token’s `exp` agrees',
  happens: 'An API is configured for short tokens.',
  goodClient: 'Renews the token shortly before it expires, and not earlier.',
  parameters: { seconds: { description: 'lifetime of the token, in seconds', default: 10 } },
  act: {
    at: 'access token',
    change: ({ header, claims }, { seconds = 0 }) => ({
      header,
      claims: { ...claims, exp: Number(claims.iat) + seconds },
      expiresIn: seconds,
    }),
  },
}
