/** The token names another organisation. */
import { organizationWithoutRights } from '../services/nhn-api/organization-without-rights.ts'
import type { Scenario } from './scenario.ts'

export const foreignOrganization: Scenario = {
  name: 'foreign-organization',
  happens: 'A client caches one token for all its customers.',
  goodClient: 'The API refuses the token; the client reports what the API says.',
  cases: ['D38'],
  act: {
    at: 'access token',
    change: ({ header, claims }) => ({
      header,
      claims: { ...claims, 'helseid://claims/client/claims/orgnr_parent': organizationWithoutRights },
    }),
  },
}
