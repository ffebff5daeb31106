/** A load balancer answers in the API’s place. */
import type { Scenario } from './scenario.ts'

export const apiBadGateway: Scenario = {
  name: 'api-bad-gateway',
  group: 'API: 5xx and 429',
  shows: 'api answer',
  happens: 'The API’s servers are away behind the load balancer.',
  goodClient: 'It tries again after a while, later each time, and reports the failure in the end.',
  act: {
    at: 'api answer',
    answer: () =>
      new Response('<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>', {
        status: 502,
        headers: { 'Content-Type': 'text/html' },
      }),
  },
}
