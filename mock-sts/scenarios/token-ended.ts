/** Introspection calls a valid token inactive. */
import type { Scenario } from './scenario.ts'

export const tokenEnded = {
  name: 'token-ended',
  group: 'introspection: a token that was ended',
  shows: 'introspection',
  gets: '200; `active` is `false`',
  happens:
    'Not in HelseID, whose access tokens are valid until their `exp`. The twin can end one, to see what an API does.',
  goodClient: 'Requests a new token, once. An API that introspects refuses the old one.',
  act: { at: 'introspection', body: { active: false } },
} as const satisfies Scenario
