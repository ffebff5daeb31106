/** The connection to the token endpoint is reset after the request. */
import { withFault } from '../http/connection-faults.ts'
import type { Scenario } from './scenario.ts'

export const connectionReset: Scenario = {
  name: 'connection-reset',
  group: 'token endpoint: connection reset',
  shows: 'transport',
  gets: 'No answer: the connection is reset',
  happens: 'A firewall or load balancer drops the connection.',
  goodClient: 'Retries with increasing delays, then reports the failure.',
  cases: ['B71'],
  act: { at: 'token answer', answer: () => withFault(Response.error(), { kind: 'reset' }) },
}
