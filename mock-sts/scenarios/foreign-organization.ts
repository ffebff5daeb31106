/** The token names another organisation. */
import type { Scenario } from './scenario.ts'

/** The only organisation that has no access to the protected API; it does not exist in reality. */
export const organizationWithoutRights = '999977775'

export const foreignOrganization: Scenario = {
  name: 'foreign-organization',
  group: 'tokens: missing or foreign organisation',
  shows: 'token',
  gets: '200; the token’s `orgnr_parent` is another organisation’s',
  happens: 'A client caches one token for all its customers.',
  goodClient: 'The API rejects the token; the client reports the API’s error.',
  cases: ['D38'],
  act: {
    at: 'access token',
    change: ({ header, claims }) => ({
      header,
      claims: { ...claims, 'helseid://claims/client/claims/orgnr_parent': organizationWithoutRights },
    }),
  },
}
