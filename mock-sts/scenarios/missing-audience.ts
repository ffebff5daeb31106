/** The token is for no API. */
import type { Scenario } from './scenario.ts'

export const missingAudience: Scenario = {
  name: 'missing-audience',
  group: 'tokens: wrong, missing, several audiences',
  shows: 'token',
  happens: 'A fault in HelseID.',
  goodClient: 'The API refuses the token; the client reports what the API says.',
  cases: ['D15'],
  act: { at: 'access token', change: ({ header, claims: { aud: _aud, ...claims } }) => ({ header, claims }) },
}
