/** The token names a key that is not in the JWKS. */
import type { Scenario } from './scenario.ts'

export const unknownKid: Scenario = {
  name: 'unknown-kid',
  group: 'tokens: unknown kid',
  shows: 'token',
  happens: 'HelseID has changed its key and the API has not noticed.',
  goodClient: 'The API refuses the token; the client reports what the API says.',
  cases: ['D22'],
  act: { at: 'access token', change: ({ header, claims }) => ({ header: { ...header, kid: 'F'.repeat(40) }, claims }) },
}
