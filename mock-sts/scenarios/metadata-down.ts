/** Metadata cannot be had. */
import type { Scenario } from './scenario.ts'

export const metadataDown: Scenario = {
  name: 'metadata-down',
  group: 'keys and metadata: discovery down',
  shows: 'metadata',
  happens: 'HelseID is being upgraded.',
  goodClient: 'It goes on with what it has kept, and tries again later.',
  act: { at: 'metadata', answer: () => new Response(null, { status: 503 }) },
}
