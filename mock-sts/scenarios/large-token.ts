/** The token is very large. */
import type { Scenario } from './scenario.ts'

export const largeToken: Scenario = {
  name: 'large-token',
  group: 'tokens: very large',
  shows: 'token',
  gets: '200; the token has 16,000 bytes of padding (`nhn:padding`)',
  happens: 'A token carries many claims.',
  goodClient: 'Sends the whole token; if a server rejects it because of its size, reports that.',
  parameters: {
    bytes: { description: 'size of the padding added to the token, in bytes', default: 16_000, maximum: 1_000_000 },
  },
  act: {
    at: 'access token',
    change: ({ header, claims }, { bytes = 0 }) => ({
      header,
      claims: { ...claims, 'nhn:padding': 'x'.repeat(bytes) },
    }),
  },
}
