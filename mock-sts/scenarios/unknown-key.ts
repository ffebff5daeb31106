/** The token is signed by a key that nobody knows, under a known `kid`. */
import type { Scenario } from './scenario.ts'

export const unknownKey: Scenario = {
  name: 'unknown-key',
  group: 'tokens: bad signature',
  shows: 'token',
  happens: 'Somebody forges tokens.',
  goodClient: 'The API refuses the token; the client reports what the API says.',
  cases: ['D21'],
  act: { at: 'access token', change: ({ header, claims }) => ({ header, claims, signing: 'another key' }) },
}
