/** The answer is a Bearer token, bound to no key, although a proof was sent. */
import type { Scenario } from './scenario.ts'

export const bearerInsteadOfDpop: Scenario = {
  name: 'bearer-instead-of-dpop',
  group: 'tokens: Bearer instead of DPoP',
  shows: 'token',
  happens: 'The client is not registered for DPoP, or a proxy strips the proof.',
  goodClient: 'It reads `token_type`, refuses the token, and does not send it under DPoP or Bearer.',
  cases: ['D10'],
  act: {
    at: 'access token',
    change: ({ header, claims: { cnf: _cnf, ...claims } }) => ({ header, claims, tokenType: 'Bearer' }),
  },
}
