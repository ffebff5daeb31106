/** The token is not signed at all. */
import type { Scenario } from './scenario.ts'

export const algNone: Scenario = {
  name: 'alg-none',
  group: 'tokens: alg none',
  shows: 'token',
  gets: '200; the token is unsigned, and its `alg` is `none`',
  happens: 'Someone forges tokens.',
  goodClient: 'The API rejects the token; the client reports the API’s error.',
  cases: ['D19'],
  act: {
    at: 'access token',
    change: ({ header, claims }) => ({ header: { ...header, alg: 'none' }, claims, signing: 'none' }),
  },
}
