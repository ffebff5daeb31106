/** The token is signed with HS256, using the public key as the secret. */
import type { Scenario } from './scenario.ts'

export const hs256Confusion: Scenario = {
  name: 'hs256-confusion',
  group: 'tokens: HS256 confusion',
  shows: 'token',
  gets: '200; the token’s `alg` is `HS256`, signed with the public key as the secret',
  happens: 'Someone forges tokens.',
  goodClient: 'The API rejects the token; the client reports the API’s error.',
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
