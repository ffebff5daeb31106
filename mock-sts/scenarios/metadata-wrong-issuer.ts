/** Metadata is another issuer’s. */
import type { Scenario } from './scenario.ts'

export const metadataWrongIssuer: Scenario = {
  name: 'metadata-wrong-issuer',
  group: 'keys and metadata: discovery of the wrong issuer',
  shows: 'metadata',
  happens: 'An address is misspelt, or somebody stands in between.',
  goodClient: 'It refuses the metadata.',
  cases: ['D30'],
  act: { at: 'metadata', answer: ({ document }) => Response.json({ ...document, issuer: 'https://stranger.example' }) },
}
