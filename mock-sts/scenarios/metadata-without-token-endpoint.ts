/** The metadata lacks `token_endpoint`. */
import { documentResponse } from '../http/responses.ts'
import type { Scenario } from './scenario.ts'

export const metadataWithoutTokenEndpoint: Scenario = {
  name: 'metadata-without-token-endpoint',
  group: 'keys and metadata: discovery without a field',
  shows: 'metadata',
  gets: '200; `token_endpoint` is missing',
  happens: 'HelseID has a bug.',
  goodClient: 'Reports which member is missing.',
  act: {
    at: 'metadata',
    answer: ({ document: { token_endpoint: _endpoint, ...document } }) => documentResponse(document),
  },
}
