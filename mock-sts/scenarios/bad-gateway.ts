/** A load balancer answers 502 instead of the token endpoint. */
import type { Scenario } from './scenario.ts'

export const badGateway: Scenario = {
  name: 'bad-gateway',
  group: 'token endpoint: 502 with a load balancer’s HTML page',
  shows: 'transport',
  gets: '502 with an HTML page',
  happens: 'The load balancer cannot reach HelseID’s servers.',
  goodClient: 'Retries with increasing delays, then reports the failure.',
  cases: ['B67'],
  act: {
    at: 'token answer',
    answer: () =>
      new Response('<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>', {
        status: 502,
        headers: { 'Content-Type': 'text/html' },
      }),
  },
}
