/** The connection to the token endpoint stays open without a response. */
import { withFault } from '../http/connection-faults.ts'
import type { Scenario } from './scenario.ts'

export const noAnswer: Scenario = {
  name: 'no-answer',
  group: 'token endpoint: hanging',
  shows: 'transport',
  gets: 'No answer: the connection stays open',
  happens: 'A server hangs, or a firewall drops the response.',
  goodClient: 'Gives up when its own timeout expires.',
  cases: ['B70'],
  act: { at: 'token answer', answer: () => withFault(Response.error(), { kind: 'hang' }) },
}
