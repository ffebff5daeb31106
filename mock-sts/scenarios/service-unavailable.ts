/** The token endpoint answers 503 with Retry-After. */
import type { Scenario } from './scenario.ts'

export const serviceUnavailable: Scenario = {
  name: 'service-unavailable',
  group: 'token endpoint: 429 and 503 with Retry-After',
  shows: 'transport',
  gets: '503 with `Retry-After: 1`',
  happens: 'HelseID is being upgraded.',
  goodClient: 'Waits as long as Retry-After says.',
  cases: ['B68'],
  parameters: { seconds: { description: 'value of Retry-After, in seconds', default: 1 } },
  act: {
    at: 'token answer',
    answer: ({ parameters }) =>
      new Response(null, { status: 503, headers: { 'Retry-After': String(parameters.seconds) } }),
  },
}
