/** The token has no audience. */
import type { Scenario } from './scenario.ts'

export const missingAudience: Scenario = {
  name: 'missing-audience',
  group: 'tokens: wrong, missing, several audiences',
  shows: 'token',
  gets: '200; the token has no `aud`',
  happens: 'HelseID has a bug.',
  goodClient: 'The API rejects the token; the client reports the API’s error.',
  cases: ['D15'],
  act: { at: 'access token', change: ({ header, claims: { aud: _aud, ...claims } }) => ({ header, claims }) },
}
