/** The connection to the API stays open without a response. */
import { withFault } from '../http/connection-faults.ts'
import type { Scenario } from './scenario.ts'

export const apiNoAnswer: Scenario = {
  name: 'api-no-answer',
  group: 'API: slow, reset or hanging',
  shows: 'api answer',
  gets: 'No answer: the connection stays open',
  happens: 'A server hangs, or a firewall drops the response.',
  goodClient: 'Gives up when its own timeout expires.',
  act: { at: 'api answer', answer: () => withFault(Response.error(), { kind: 'hang' }) },
}
