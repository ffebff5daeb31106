/** `token_type` is written in another case. */
import type { Scenario } from './scenario.ts'

export const tokenTypeCase: Scenario = {
  name: 'token-type-case',
  group: 'token endpoint: token_type in other case',
  shows: 'token',
  happens: 'OAuth says that its case does not matter.',
  goodClient: 'It takes the token.',
  cases: ['B76'],
  act: { at: 'token body', change: (body) => JSON.stringify({ ...body, token_type: 'dPOP' }) },
}
