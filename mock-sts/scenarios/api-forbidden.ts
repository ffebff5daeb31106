/** The API answers 403 without a reason. */
import type { Scenario } from './scenario.ts'

export const apiForbidden: Scenario = {
  name: 'api-forbidden',
  group: 'API: 403',
  shows: 'api answer',
  gets: '403 without a reason',
  happens: 'The organisation or the person has no access.',
  goodClient: 'Reports who was denied access to what, and does not retry.',
  act: { at: 'api answer', answer: () => new Response(null, { status: 403 }) },
}
