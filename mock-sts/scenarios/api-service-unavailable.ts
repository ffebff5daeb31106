/** The API answers 503 with Retry-After. */
import type { Scenario } from './scenario.ts'

export const apiServiceUnavailable: Scenario = {
  name: 'api-service-unavailable',
  group: 'API: 5xx and 429',
  shows: 'api answer',
  gets: '503 with `Retry-After: 1`',
  happens: 'The API is being upgraded.',
  goodClient: 'Waits as long as Retry-After says.',
  parameters: { seconds: { description: 'value of Retry-After, in seconds', default: 1 } },
  act: {
    at: 'api answer',
    answer: ({ parameters }) =>
      new Response(null, { status: 503, headers: { 'Retry-After': String(parameters.seconds) } }),
  },
}
