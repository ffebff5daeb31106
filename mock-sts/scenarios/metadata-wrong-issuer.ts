/** The metadata names another issuer. */
import { documentResponse } from '../http/responses.ts'
import type { Scenario } from './scenario.ts'

export const metadataWrongIssuer: Scenario = {
  name: 'metadata-wrong-issuer',
  group: 'keys and metadata: discovery of the wrong issuer',
  shows: 'metadata',
  gets: '200; `issuer` is `https://stranger.example`',
  happens: 'A URL is misspelt, or someone intercepts the connection.',
  goodClient: 'Rejects the metadata.',
  cases: ['D30'],
  act: {
    at: 'metadata',
    answer: ({ document }) => documentResponse({ ...document, issuer: 'https://stranger.example' }),
  },
}
