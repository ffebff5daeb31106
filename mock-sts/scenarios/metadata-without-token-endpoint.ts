/** Metadata lacks the token endpoint. */
import type { Scenario } from './scenario.ts'

export const metadataWithoutTokenEndpoint: Scenario = {
  name: 'metadata-without-token-endpoint',
  group: 'keys and metadata: discovery without a field',
  shows: 'metadata',
  happens: 'A fault in HelseID.',
  goodClient: 'It reports what is missing.',
  act: {
    at: 'metadata',
    answer: ({ document: { token_endpoint: _endpoint, ...document } }) => Response.json(document),
  },
}
