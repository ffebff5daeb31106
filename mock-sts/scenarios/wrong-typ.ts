/** The token has the `typ` of a DPoP proof. */
import type { Scenario } from './scenario.ts'

export const wrongTyp: Scenario = {
  name: 'wrong-typ',
  group: 'tokens: wrong typ',
  shows: 'token',
  gets: '200; the token’s `typ` is `dpop+jwt`',
  happens: 'A proof or an assertion is passed off as a token.',
  goodClient: 'The API rejects the token; the client reports the API’s error.',
  cases: ['D35'],
  act: { at: 'access token', change: ({ header, claims }) => ({ header: { ...header, typ: 'dpop+jwt' }, claims }) },
}
