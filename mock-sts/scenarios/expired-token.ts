/** The token has run out. */
import type { Scenario } from './scenario.ts'

export const expiredToken: Scenario = {
  name: 'expired-token',
  group: 'tokens: expired',
  shows: 'token',
  happens: 'Clocks differ, or a client keeps tokens too long.',
  goodClient: 'It renews the token once after the API’s 401, and reports the failure if that does not help.',
  cases: ['D11'],
  parameters: { seconds: { description: 'how long ago it ran out', default: 600 } },
  act: {
    at: 'access token',
    change: ({ header, claims }, { seconds = 0 }) => ({
      header,
      claims: {
        ...claims,
        iat: Number(claims.iat) - seconds - 600,
        nbf: Number(claims.iat) - seconds - 600,
        exp: Number(claims.iat) - seconds,
      },
    }),
  },
}
