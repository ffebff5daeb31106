/** 200 without `expires_in`. */
import type { Scenario } from './scenario.ts'

export const missingExpiresIn: Scenario = {
  name: 'missing-expires-in',
  group: 'token endpoint: missing access_token or expires_in',
  shows: 'token',
  happens: 'OAuth recommends the member and does not require it.',
  goodClient: 'It does not keep the token for ever: it reads `exp`, or asks for a new one each time, or reports it.',
  cases: ['B75'],
  act: { at: 'token body', change: ({ expires_in: _seconds, ...body }) => JSON.stringify(body) },
}
