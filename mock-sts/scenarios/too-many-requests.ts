/** The token endpoint asks for patience. */
import type { Scenario } from './scenario.ts'

export const tooManyRequests: Scenario = {
  name: 'too-many-requests',
  group: 'token endpoint: 429 and 503 with Retry-After',
  shows: 'transport',
  happens: 'Too many tokens are asked for, mostly because none is kept.',
  goodClient: 'It waits as long as Retry-After says.',
  cases: ['B69'],
  parameters: { seconds: { description: 'value of Retry-After', default: 1 } },
  act: {
    at: 'token answer',
    answer: ({ parameters }) =>
      new Response(null, { status: 429, headers: { 'Retry-After': String(parameters.seconds) } }),
  },
}
