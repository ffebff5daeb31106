/** `expires_in` is a string. */
import { helseIdJson } from 'helseid-contract'
import type { Scenario } from './scenario.ts'

export const expiresInText: Scenario = {
  name: 'expires-in-text',
  group: 'token endpoint: expires_in as a string',
  shows: 'token',
  gets: '200; `expires_in` is a string, such as `"600"`',
  happens: 'Some servers send `expires_in` as a string.',
  goodClient: 'Parses the number, or reports that the response is not a token response.',
  cases: ['B74'],
  act: { at: 'token body', change: (body) => helseIdJson({ ...body, expires_in: String(body.expires_in) }) },
}
