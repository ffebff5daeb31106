/** A load balancer answers in the token endpoint’s place. */
import type { Scenario } from './scenario.ts'

export const badGateway: Scenario = {
  name: 'bad-gateway',
  group: 'token endpoint: 502 with a load balancer’s HTML page',
  shows: 'transport',
  happens: 'HelseID’s servers are away behind the load balancer.',
  goodClient: 'It tries again after a while, later each time, and reports the failure in the end.',
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
