/** The API answers 429 with Retry-After. */
import type { Scenario } from './scenario.ts'

export const apiTooManyRequests: Scenario = {
  name: 'api-too-many-requests',
  group: 'API: 5xx and 429',
  shows: 'api answer',
  gets: '429 with `Retry-After: 1`',
  happens: 'The client calls too often.',
  goodClient: 'Waits as long as Retry-After says.',
  parameters: { seconds: { description: 'value of Retry-After, in seconds', default: 1 } },
  act: {
    at: 'api answer',
    answer: ({ parameters }) =>
      new Response(null, { status: 429, headers: { 'Retry-After': String(parameters.seconds) } }),
  },
}
