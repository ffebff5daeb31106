/** The issuer of the token is that of another environment. */
import { environments } from 'helseid-contract'
import type { Scenario } from './scenario.ts'

export const anotherEnvironmentsIssuer: Scenario = {
  name: 'another-environments-issuer',
  group: 'tokens: another environment’s issuer',
  shows: 'token',
  gets: '200; the token’s `iss` is production’s, or test’s if the STS is production',
  happens: 'The client mixes up test and production.',
  goodClient: 'The API rejects the token; the client reports the API’s error.',
  cases: ['D14'],
  act: {
    at: 'access token',
    change: ({ header, claims }) => {
      const { test1, prod } = environments
      return { header, claims: { ...claims, iss: claims.iss === prod.issuer ? test1.issuer : prod.issuer } }
    },
  },
}
