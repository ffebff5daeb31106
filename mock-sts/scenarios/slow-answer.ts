/** The answer comes late. */
import { maxDelay, type Scenario } from './scenario.ts'

export const slowAnswer: Scenario = {
  name: 'slow-answer',
  group: 'token endpoint: latency',
  shows: 'transport',
  happens: 'The network or HelseID is slow.',
  goodClient: 'It waits up to its own limit, and no longer.',
  parameters: { seconds: { description: 'how late the answer comes', default: 5, maximum: maxDelay } },
  act: {
    at: 'token answer',
    answer: async ({ parameters, wait, proceed }) => {
      await wait(parameters.seconds ?? 0)
      return proceed()
    },
  },
}
