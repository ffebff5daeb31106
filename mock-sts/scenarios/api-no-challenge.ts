/** The API answers 401 without WWW-Authenticate. */
import type { Scenario } from './scenario.ts'

export const apiNoChallenge: Scenario = {
  name: 'api-no-challenge',
  group: 'API: 401 per reason',
  shows: 'api answer',
  gets: '401 without `WWW-Authenticate`',
  happens: 'NHN’s products differ, and not all of them send WWW-Authenticate.',
  goodClient: 'Renews the token once; if that does not help, reports the API’s error.',
  act: { at: 'api answer', answer: () => new Response(null, { status: 401 }) },
}
