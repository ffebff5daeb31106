/** 200 without `expires_in`. */
import { helseIdJson } from 'helseid-contract'
import type { Scenario } from './scenario.ts'

export const missingExpiresIn: Scenario = {
  name: 'missing-expires-in',
  group: 'token endpoint: missing access_token or expires_in',
  shows: 'token',
  gets: '200; `expires_in` is missing',
  happens: 'OAuth recommends `expires_in` but does not require it.',
  goodClient:
    'Does not cache the token forever: reads `exp`, requests a new token each time, or reports the missing member.',
  cases: ['B75'],
  act: { at: 'token body', change: ({ expires_in: _seconds, ...body }) => helseIdJson(body) },
}
