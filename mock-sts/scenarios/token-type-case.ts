/** `token_type` is written in another letter case. */
import { helseIdJson } from 'helseid-contract'
import type { Scenario } from './scenario.ts'

export const tokenTypeCase: Scenario = {
  name: 'token-type-case',
  group: 'token endpoint: token_type in other case',
  shows: 'token',
  gets: '200; `token_type` is `dPOP`',
  happens: 'OAuth defines `token_type` as case-insensitive.',
  goodClient: 'Accepts the token.',
  cases: ['B76'],
  act: { at: 'token body', change: (body) => helseIdJson({ ...body, token_type: 'dPOP' }) },
}
