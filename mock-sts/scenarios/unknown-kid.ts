/** The token names a key that is not in the JWKS. */
import type { Scenario } from './scenario.ts'

export const unknownKid: Scenario = {
  name: 'unknown-kid',
  group: 'tokens: unknown kid',
  shows: 'token',
  gets: '200; the token’s `kid` is not in the JWKS',
  happens: 'HelseID has changed its signing key and the API has not noticed.',
  goodClient: 'The API rejects the token; the client reports the API’s error.',
  cases: ['D22'],
  act: { at: 'access token', change: ({ header, claims }) => ({ header: { ...header, kid: 'F'.repeat(40) }, claims }) },
}
