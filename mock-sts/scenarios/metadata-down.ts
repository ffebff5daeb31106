/** The metadata is unavailable. */
import type { Scenario } from './scenario.ts'

export const metadataDown: Scenario = {
  name: 'metadata-down',
  group: 'keys and metadata: discovery down',
  shows: 'metadata',
  gets: '503 without a body',
  happens: 'HelseID is being upgraded.',
  goodClient: 'Continues with its cached copy and retries later.',
  act: { at: 'metadata', answer: () => new Response(null, { status: 503 }) },
}
