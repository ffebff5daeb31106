/** The token is signed with the public key as a secret. */
import type { Scenario } from './scenario.ts'

export const hs256Confusion: Scenario = {
  name: 'hs256-confusion',
  group: 'tokens: HS256 confusion',
  shows: 'token',
  happens: 'Somebody forges tokens.',
  goodClient: 'The API refuses the token; the client reports what the API says.',
  cases: ['D20'],
  act: {
    at: 'access token',
    change: ({ header, claims }) => ({
      header: { ...header, alg: 'HS256' },
      claims,
      signing: 'hs256 with the public key',
    }),
  },
}
