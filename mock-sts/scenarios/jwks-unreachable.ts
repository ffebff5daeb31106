/** The JWKS cannot be had. */
import type { Scenario } from './scenario.ts'

export const jwksUnreachable: Scenario = {
  name: 'jwks-unreachable',
  group: 'keys and metadata: JWKS unreachable, empty, HTML, slow',
  shows: 'jwks',
  happens: 'HelseID is being upgraded.',
  goodClient: 'It goes on with what it has kept, and tries again later.',
  cases: ['D29'],
  act: { at: 'jwks', answer: () => new Response(null, { status: 500 }) },
}
