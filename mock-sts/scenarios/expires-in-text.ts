/** `expires_in` is a string. */
import type { Scenario } from './scenario.ts'

export const expiresInText: Scenario = {
  name: 'expires-in-text',
  group: 'token endpoint: expires_in as a string',
  shows: 'token',
  happens: 'Some servers write it so.',
  goodClient: 'It reads the number, or reports that the answer is no token answer.',
  cases: ['B74'],
  act: { at: 'token body', change: (body) => JSON.stringify({ ...body, expires_in: String(body.expires_in) }) },
}
