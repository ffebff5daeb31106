/** The API fails, without a word. */
import type { Scenario } from './scenario.ts'

export const apiServerError: Scenario = {
  name: 'api-server-error',
  group: 'API: 5xx and 429',
  shows: 'api answer',
  happens: 'The API has a fault of its own.',
  goodClient: 'It tries again after a while, later each time, and reports the failure in the end.',
  act: { at: 'api answer', answer: () => new Response(null, { status: 500 }) },
}
