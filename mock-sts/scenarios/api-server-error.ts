/** The API answers 500 without a body. */
import type { Scenario } from './scenario.ts'

export const apiServerError: Scenario = {
  name: 'api-server-error',
  group: 'API: 5xx and 429',
  shows: 'api answer',
  gets: '500 without a body',
  happens: 'The API has a bug.',
  goodClient: 'Retries with increasing delays, then reports the failure.',
  act: { at: 'api answer', answer: () => new Response(null, { status: 500 }) },
}
