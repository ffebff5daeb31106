/** The token names no organisation. */
import type { Scenario } from './scenario.ts'

export const missingOrganization: Scenario = {
  name: 'missing-organization',
  group: 'tokens: missing or foreign organisation',
  shows: 'token',
  gets: '200; the token names no organisation (`orgnr_parent`, `orgnr_child`, `orgnr_supplier`)',
  happens: 'A multi-tenant client requests a token without `assertion_details`.',
  goodClient: 'The API rejects the token; the client reports the API’s error.',
  cases: ['D25'],
  act: {
    at: 'access token',
    change: ({ header, claims }) => ({
      header,
      claims: Object.fromEntries(Object.entries(claims).filter(([name]) => !name.includes('/claims/orgnr_'))),
    }),
  },
}
