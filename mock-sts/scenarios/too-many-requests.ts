/** The token endpoint answers 429 with Retry-After. */
import type { Scenario } from './scenario.ts'

export const tooManyRequests: Scenario = {
  name: 'too-many-requests',
  group: 'token endpoint: 429 and 503 with Retry-After',
  shows: 'transport',
  gets: '429 with `Retry-After: 1`',
  happens: 'The client requests too many tokens, usually because it does not cache them.',
  goodClient: 'Waits as long as Retry-After says.',
  cases: ['B69'],
  parameters: { seconds: { description: 'value of Retry-After, in seconds', default: 1 } },
  act: {
    at: 'token answer',
    answer: ({ parameters }) =>
      new Response(null, { status: 429, headers: { 'Retry-After': String(parameters.seconds) } }),
  },
}
