/** The token is signed with an unknown key under a known `kid`. */
import type { Scenario } from './scenario.ts'

export const unknownKey: Scenario = {
  name: 'unknown-key',
  group: 'tokens: bad signature',
  shows: 'token',
  gets: '200; the token is signed with another key',
  happens: 'Someone forges tokens.',
  goodClient: 'The API rejects the token; the client reports the API’s error.',
  cases: ['D21'],
  act: { at: 'access token', change: ({ header, claims }) => ({ header, claims, signing: 'another key' }) },
}
