/** The response has a Bearer token that is not bound to a key, although the client sent a proof. */
import type { Scenario } from './scenario.ts'

export const bearerInsteadOfDpop: Scenario = {
  name: 'bearer-instead-of-dpop',
  group: 'tokens: Bearer instead of DPoP',
  shows: 'token',
  gets: '200; `token_type` is `Bearer`, and the token has no `cnf`',
  happens: 'The client is not registered for DPoP, or a proxy strips the proof.',
  goodClient: 'Checks `token_type`, rejects the token, and sends it neither as a DPoP nor as a Bearer token.',
  cases: ['D10'],
  act: {
    at: 'access token',
    change: ({ header, claims: { cnf: _cnf, ...claims } }) => ({ header, claims, tokenType: 'Bearer' }),
  },
}
