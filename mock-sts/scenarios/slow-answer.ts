/** The token endpoint responds late. */
import { maxDelay, type Scenario } from './scenario.ts'

export const slowAnswer: Scenario = {
  name: 'slow-answer',
  group: 'token endpoint: latency',
  shows: 'transport',
  gets: 'The usual answer, 5 seconds late',
  happens: 'The network or HelseID is slow.',
  goodClient: 'Waits until its own timeout, and no longer.',
  parameters: { seconds: { description: 'delay of the response, in seconds', default: 5, maximum: maxDelay } },
  act: {
    at: 'token answer',
    answer: async ({ parameters, wait, proceed }) => {
      await wait(parameters.seconds ?? 0)
      return proceed()
    },
  },
}
