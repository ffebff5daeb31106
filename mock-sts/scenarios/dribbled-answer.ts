/** The body arrives byte by byte. */
import { withFault } from '../http/connection-faults.ts'
import type { Scenario } from './scenario.ts'

export const dribbledAnswer: Scenario = {
  name: 'dribbled-answer',
  group: 'token endpoint: truncated or slow-dribbled body',
  shows: 'transport',
  gets: 'The usual answer, but 100 milliseconds between two bytes of its body',
  happens: 'The network connection is very bad.',
  goodClient: 'Gives up after a timeout that covers the whole response, not only its first byte.',
  parameters: {
    milliseconds: { description: 'pause between two bytes, in milliseconds', default: 100, maximum: 60_000 },
  },
  act: {
    at: 'token answer',
    answer: async ({ proceed, parameters }) =>
      withFault(await proceed(), { kind: 'dribble', milliseconds: parameters.milliseconds ?? 0 }),
  },
}
