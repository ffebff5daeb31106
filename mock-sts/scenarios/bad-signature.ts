/** The token’s signature is broken. */
import type { Scenario } from './scenario.ts'

export const badSignature: Scenario = {
  name: 'bad-signature',
  group: 'tokens: bad signature',
  shows: 'token',
  gets: '200; the token’s signature is broken',
  happens: 'A token was changed in transit.',
  goodClient: 'The API rejects the token; the client reports the API’s error.',
  cases: ['D41'],
  act: { at: 'access token', change: ({ header, claims }) => ({ header, claims, signing: 'broken' }) },
}
