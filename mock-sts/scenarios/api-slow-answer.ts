/** The API responds late. */
import { maxDelay, type Scenario } from './scenario.ts'

export const apiSlowAnswer: Scenario = {
  name: 'api-slow-answer',
  group: 'API: slow, reset or hanging',
  shows: 'api answer',
  gets: 'The usual answer, 5 seconds late',
  happens: 'The network or the API is slow.',
  goodClient: 'Waits until its own timeout, and no longer.',
  parameters: { seconds: { description: 'delay of the response, in seconds', default: 5, maximum: maxDelay } },
  act: {
    at: 'api answer',
    answer: async ({ parameters, wait, proceed }) => {
      // A slow API judges the token when the request arrives, and then takes its time.
      const response = await proceed()
      await wait(parameters.seconds ?? 0)
      return response
    },
  },
}
