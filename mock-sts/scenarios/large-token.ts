/** The token is very large. */
import type { Scenario } from './scenario.ts'

export const largeToken: Scenario = {
  name: 'large-token',
  group: 'tokens: very large',
  shows: 'token',
  happens: 'A token carries many claims.',
  goodClient: 'It sends the token whole; where a server refuses it for its size, it reports that.',
  parameters: { bytes: { description: 'how much larger', default: 16_000, maximum: 1_000_000 } },
  act: {
    at: 'access token',
    change: ({ header, claims }, { bytes = 0 }) => ({
      header,
      claims: { ...claims, 'nhn:padding': 'x'.repeat(bytes) },
    }),
  },
}
