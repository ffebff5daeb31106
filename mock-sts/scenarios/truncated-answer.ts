/** The connection closes in the middle of the body. */
import { withFault } from '../http/connection-faults.ts'
import type { Scenario } from './scenario.ts'

export const truncatedAnswer: Scenario = {
  name: 'truncated-answer',
  group: 'token endpoint: truncated or slow-dribbled body',
  shows: 'transport',
  gets: 'The usual status, but the connection breaks after half of the body',
  happens: 'The connection breaks while the response is being sent.',
  goodClient: 'Retries with increasing delays, then reports the failure.',
  cases: ['B72'],
  act: { at: 'token answer', answer: async ({ proceed }) => withFault(await proceed(), { kind: 'truncate' }) },
}
