/** 200 without the token. */
import type { Scenario } from './scenario.ts'

export const missingAccessToken: Scenario = {
  name: 'missing-access-token',
  group: 'token endpoint: missing access_token or expires_in',
  shows: 'token',
  happens: 'A fault in HelseID.',
  goodClient: 'It reports that the answer is no token answer.',
  cases: ['B23'],
  act: { at: 'token body', change: ({ access_token: _token, ...body }) => JSON.stringify(body) },
}
