/** The API’s answer comes late. */
import { maxDelay, type Scenario } from './scenario.ts'

export const apiSlowAnswer: Scenario = {
  name: 'api-slow-answer',
  group: 'API: slow, reset or hanging',
  shows: 'api answer',
  happens: 'The network or the API is slow.',
  goodClient: 'It waits up to its own limit, and no longer.',
  parameters: { seconds: { description: 'how late the answer comes', default: 5, maximum: maxDelay } },
  act: {
    at: 'api answer',
    answer: async ({ parameters, wait, proceed }) => {
      await wait(parameters.seconds ?? 0)
      return proceed()
    },
  },
}
