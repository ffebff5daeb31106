/** The token has expired. */
import type { Scenario } from './scenario.ts'

export const expiredToken: Scenario = {
  name: 'expired-token',
  group: 'tokens: expired',
  shows: 'token',
  gets: '200; the token expired 600 seconds ago (`exp`)',
  happens: 'The clocks differ, or the client keeps tokens too long.',
  goodClient: 'Renews the token once after the API’s 401; if that does not help, reports the failure.',
  cases: ['D11'],
  parameters: { seconds: { description: 'time since the token expired, in seconds', default: 600 } },
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
