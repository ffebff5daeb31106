/** The body ends in the middle. */
import { withFault } from '../http/connection-faults.ts'
import type { Scenario } from './scenario.ts'

export const truncatedAnswer: Scenario = {
  name: 'truncated-answer',
  group: 'token endpoint: truncated or slow-dribbled body',
  shows: 'transport',
  happens: 'The connection breaks while the answer is under way.',
  goodClient: 'It tries again after a while, later each time, and reports the failure in the end.',
  cases: ['B72'],
  act: { at: 'token answer', answer: async ({ proceed }) => withFault(await proceed(), { kind: 'truncate' }) },
}
