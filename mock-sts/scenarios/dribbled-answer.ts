/** The body comes byte by byte. */
import { withFault } from '../http/connection-faults.ts'
import type { Scenario } from './scenario.ts'

export const dribbledAnswer: Scenario = {
  name: 'dribbled-answer',
  group: 'token endpoint: truncated or slow-dribbled body',
  shows: 'transport',
  happens: 'A very bad line.',
  goodClient: 'It gives up after a limit for the whole answer, not only for its beginning.',
  parameters: { milliseconds: { description: 'between two bytes', default: 100, maximum: 60_000 } },
  act: {
    at: 'token answer',
    answer: async ({ proceed, parameters }) =>
      withFault(await proceed(), { kind: 'dribble', milliseconds: parameters.milliseconds ?? 0 }),
  },
}
