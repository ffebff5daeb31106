/** The JWKS is unavailable. */
import type { Scenario } from './scenario.ts'

export const jwksUnreachable: Scenario = {
  name: 'jwks-unreachable',
  group: 'keys and metadata: JWKS unreachable, empty, HTML, slow',
  shows: 'jwks',
  gets: '500 without a body',
  happens: 'HelseID is being upgraded.',
  goodClient: 'Continues with its cached copy and retries later.',
  cases: ['D29'],
  act: { at: 'jwks', answer: () => new Response(null, { status: 500 }) },
}
