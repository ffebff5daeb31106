/** The token is of another environment. */
import type { Scenario } from '../scenario.ts'

export const anotherEnvironmentsIssuer: Scenario = {
  name: 'another-environments-issuer',
  happens: 'Test and production are mixed up.',
  goodClient: 'The API refuses the token; the client reports what the API says.',
  cases: ['D14'],
  act: {
    at: 'access token',
    change: ({ header, claims }) => ({ header, claims: { ...claims, iss: 'https://helseid-sts.nhn.no' } }),
  },
}
