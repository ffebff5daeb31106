/** The API refuses the request, and does not say why. */
import type { Scenario } from './scenario.ts'

export const apiNoChallenge: Scenario = {
  name: 'api-no-challenge',
  group: 'API: 401 per reason',
  shows: 'api answer',
  happens: 'NHN’s products differ, and not all send WWW-Authenticate.',
  goodClient: 'It renews the token once, and reports what the API says if that does not help.',
  act: { at: 'api answer', answer: () => new Response(null, { status: 401 }) },
}
