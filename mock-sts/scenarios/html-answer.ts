/** 200, and a web page in it. */
import type { Scenario } from './scenario.ts'

export const htmlAnswer: Scenario = {
  name: 'html-answer',
  group: 'token endpoint: wrong content type',
  shows: 'transport',
  happens: 'A firewall or a login page stands in the way.',
  goodClient: 'It reports that the answer is no token answer.',
  act: {
    at: 'token answer',
    answer: () =>
      new Response('<html><body>Please log in</body></html>', {
        status: 200,
        headers: { 'Content-Type': 'text/html' },
      }),
  },
}
