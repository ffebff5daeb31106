/** The token’s signature is broken. */
import type { Scenario } from './scenario.ts'

export const badSignature: Scenario = {
  name: 'bad-signature',
  group: 'tokens: bad signature',
  shows: 'token',
  happens: 'A token was changed on its way.',
  goodClient: 'The API refuses the token; the client reports what the API says.',
  cases: ['D41'],
  act: { at: 'access token', change: ({ header, claims }) => ({ header, claims, signing: 'broken' }) },
}
