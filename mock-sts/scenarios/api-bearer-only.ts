/** The API requires a Bearer token. */
import { refusal } from '../http/challenge.ts'
import type { Scenario } from './scenario.ts'

export const apiBearerOnly: Scenario = {
  name: 'api-bearer-only',
  group: 'API: 401 per reason',
  shows: 'api answer',
  gets: '401 with the challenge `Bearer` instead of `DPoP`',
  happens: 'The API has not been switched to DPoP yet; API and client must switch together.',
  goodClient:
    'Reports that the API requires another type of token, and never sends a DPoP-bound token as a Bearer token.',
  act: { at: 'api answer', answer: () => refusal(401, { scheme: 'Bearer' }) },
}
