/** The API asks for a Bearer token. */
import { refusal } from '../http/challenge.ts'
import type { Scenario } from './scenario.ts'

export const apiBearerOnly: Scenario = {
  name: 'api-bearer-only',
  group: 'API: 401 per reason',
  shows: 'api answer',
  happens: 'The API has not been set to DPoP yet: the change must be made by API and client together.',
  goodClient: 'It reports that the API wants another kind of token, and never sends a DPoP-bound token under Bearer.',
  act: { at: 'api answer', answer: () => refusal(401, { scheme: 'Bearer' }) },
}
