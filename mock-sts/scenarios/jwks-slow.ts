/** The JWKS endpoint responds late. */
import { documentResponse } from '../http/responses.ts'
import { maxDelay, type Scenario } from './scenario.ts'

export const jwksSlow: Scenario = {
  name: 'jwks-slow',
  group: 'keys and metadata: JWKS unreachable, empty, HTML, slow',
  shows: 'jwks',
  gets: '200 with the usual JWKS, 5 seconds late',
  happens: 'The network or HelseID is slow.',
  goodClient: 'Continues with its cached copy and retries later.',
  cases: ['D29'],
  parameters: { seconds: { description: 'delay of the response, in seconds', default: 5, maximum: maxDelay } },
  act: {
    at: 'jwks',
    answer: async ({ document, parameters, wait }) => {
      await wait(parameters.seconds ?? 0)
      return documentResponse(document)
    },
  },
}
