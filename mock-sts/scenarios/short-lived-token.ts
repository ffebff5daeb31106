/** The token runs out soon. */
import type { Scenario } from './scenario.ts'

export const shortLivedToken: Scenario = {
  name: 'short-lived-token',
  group: 'tokens: short-lived',
  shows: 'token',
  happens: 'An API is configured for short tokens.',
  goodClient: 'It renews the token in time, and not earlier.',
  parameters: { seconds: { description: 'how long it is valid', default: 10 } },
  act: {
    at: 'access token',
    change: ({ header, claims }, { seconds = 0 }) => ({
      header,
      claims: { ...claims, exp: Number(claims.iat) + seconds },
      expiresIn: seconds,
    }),
  },
}
