/** The token endpoint answers 500 without a body. */
import type { Scenario } from './scenario.ts'

export const serverError: Scenario = {
  name: 'server-error',
  group: 'token endpoint: 500',
  shows: 'transport',
  gets: '500 without a body',
  happens: 'HelseID has a bug.',
  goodClient: 'Retries with increasing delays, then reports the failure.',
  cases: ['B22'],
  act: { at: 'token answer', answer: () => new Response(null, { status: 500 }) },
}
