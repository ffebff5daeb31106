/** The token names another organisation. */
import type { Scenario } from './scenario.ts'

/** The one organisation that the protected API grants nothing; it does not exist. */
export const organizationWithoutRights = '999977775'

export const foreignOrganization: Scenario = {
  name: 'foreign-organization',
  group: 'tokens: missing or foreign organisation',
  shows: 'token',
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
