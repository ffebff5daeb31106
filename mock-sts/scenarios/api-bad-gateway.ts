/** A load balancer answers 502 instead of the API. */
import type { Scenario } from './scenario.ts'

export const apiBadGateway: Scenario = {
  name: 'api-bad-gateway',
  group: 'API: 5xx and 429',
  shows: 'api answer',
  gets: '502 with an HTML page',
  happens: 'The load balancer cannot reach the API’s servers.',
  goodClient: 'Retries with increasing delays, then reports the failure.',
  act: {
    at: 'api answer',
    answer: () =>
      new Response('<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>', {
        status: 502,
        headers: { 'Content-Type': 'text/html' },
      }),
  },
}
