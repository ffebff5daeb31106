/** 200 without `access_token`. */
import { helseIdJson } from 'helseid-contract'
import type { Scenario } from './scenario.ts'

export const missingAccessToken: Scenario = {
  name: 'missing-access-token',
  group: 'token endpoint: missing access_token or expires_in',
  shows: 'token',
  gets: '200; `access_token` is missing',
  happens: 'HelseID has a bug.',
  goodClient: 'Reports that the response is not a token response.',
  cases: ['B23'],
  act: { at: 'token body', change: ({ access_token: _token, ...body }) => helseIdJson(body) },
}
