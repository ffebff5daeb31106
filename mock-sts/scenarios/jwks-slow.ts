/** The JWKS comes late. */
import { maxDelay, type Scenario } from './scenario.ts'

export const jwksSlow: Scenario = {
  name: 'jwks-slow',
  group: 'keys and metadata: JWKS unreachable, empty, HTML, slow',
  shows: 'jwks',
  happens: 'The network or HelseID is slow.',
  goodClient: 'It goes on with what it has kept, and tries again later.',
  cases: ['D29'],
  parameters: { seconds: { description: 'how late it comes', default: 5, maximum: maxDelay } },
  act: {
    at: 'jwks',
    answer: async ({ document, parameters, wait }) => {
      await wait(parameters.seconds ?? 0)
      return Response.json(document)
    },
  },
}
