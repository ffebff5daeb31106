/** The JWKS is empty. */
import { documentResponse } from '../http/responses.ts'
import type { Scenario } from './scenario.ts'

export const jwksEmpty: Scenario = {
  name: 'jwks-empty',
  group: 'keys and metadata: JWKS unreachable, empty, HTML, slow',
  shows: 'jwks',
  gets: '200; `keys` is empty',
  happens: 'HelseID has a bug.',
  goodClient: 'Continues with its cached copy and retries later.',
  cases: ['D29'],
  act: { at: 'jwks', answer: () => documentResponse({ keys: [] }) },
}
