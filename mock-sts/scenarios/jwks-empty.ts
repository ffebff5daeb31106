/** The JWKS is empty. */
import type { Scenario } from './scenario.ts'

export const jwksEmpty: Scenario = {
  name: 'jwks-empty',
  group: 'keys and metadata: JWKS unreachable, empty, HTML, slow',
  shows: 'jwks',
  happens: 'A fault in HelseID.',
  goodClient: 'It goes on with what it has kept, and tries again later.',
  cases: ['D29'],
  act: { at: 'jwks', answer: () => Response.json({ keys: [] }) },
}
