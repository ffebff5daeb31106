/** The connection stays open and nothing comes. */
import { withFault } from '../http/connection-faults.ts'
import type { Scenario } from './scenario.ts'

export const noAnswer: Scenario = {
  name: 'no-answer',
  group: 'token endpoint: hanging',
  shows: 'transport',
  happens: 'A server hangs, or a firewall swallows the answer.',
  goodClient: 'It gives up after a limit of its own.',
  cases: ['B70'],
  act: { at: 'token answer', answer: () => withFault(Response.error(), { kind: 'hang' }) },
}
