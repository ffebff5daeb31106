/** The connection to the API stays open and nothing comes. */
import { withFault } from '../http/connection-faults.ts'
import type { Scenario } from './scenario.ts'

export const apiNoAnswer: Scenario = {
  name: 'api-no-answer',
  group: 'API: slow, reset or hanging',
  shows: 'api answer',
  happens: 'A server hangs, or a firewall swallows the answer.',
  goodClient: 'It gives up after a limit of its own.',
  act: { at: 'api answer', answer: () => withFault(Response.error(), { kind: 'hang' }) },
}
