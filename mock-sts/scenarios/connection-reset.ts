/** The connection is reset after the request. */
import { withFault } from '../http/connection-faults.ts'
import type { Scenario } from './scenario.ts'

export const connectionReset: Scenario = {
  name: 'connection-reset',
  group: 'token endpoint: connection reset',
  shows: 'transport',
  happens: 'A firewall or load balancer drops the connection.',
  goodClient: 'It tries again after a while, later each time, and reports the failure in the end.',
  cases: ['B71'],
  act: { at: 'token answer', answer: () => withFault(Response.error(), { kind: 'reset' }) },
}
