/** 200 with an HTML page. */
import type { Scenario } from './scenario.ts'

export const htmlAnswer: Scenario = {
  name: 'html-answer',
  group: 'token endpoint: wrong content type',
  shows: 'transport',
  gets: '200 with an HTML page',
  happens: 'A firewall or a login page intercepts the request.',
  goodClient: 'Reports that the response is not a token response.',
  act: {
    at: 'token answer',
    answer: () =>
      new Response('<html><body>Please log in</body></html>', {
        status: 200,
        headers: { 'Content-Type': 'text/html' },
      }),
  },
}
