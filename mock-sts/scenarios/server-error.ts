/** The token endpoint fails, without a word. */
import type { Scenario } from './scenario.ts'

export const serverError: Scenario = {
  name: 'server-error',
  group: 'token endpoint: 500',
  shows: 'transport',
  happens: 'HelseID has a fault of its own.',
  goodClient: 'It tries again after a while, later each time, and reports the failure in the end.',
  cases: ['B22'],
  act: { at: 'token answer', answer: () => new Response(null, { status: 500 }) },
}
