/** The API forbids what was asked, and does not say why. */
import type { Scenario } from './scenario.ts'

export const apiForbidden: Scenario = {
  name: 'api-forbidden',
  group: 'API: 403',
  shows: 'api answer',
  happens: 'The organisation or the person has no right to it.',
  goodClient: 'It reports that access is denied, to whom it was denied, and does not try again.',
  act: { at: 'api answer', answer: () => new Response(null, { status: 403 }) },
}
