/** The token names no organisation. */
import type { Scenario } from './scenario.ts'

export const missingOrganization: Scenario = {
  name: 'missing-organization',
  group: 'tokens: missing or foreign organisation',
  shows: 'token',
  happens: 'A multi-tenant client asks without `assertion_details`.',
  goodClient: 'The API refuses the token; the client reports what the API says.',
  cases: ['D25'],
  act: {
    at: 'access token',
    change: ({ header, claims }) => ({
      header,
      claims: Object.fromEntries(Object.entries(claims).filter(([name]) => !name.includes('/claims/orgnr_'))),
    }),
  },
}
