/** The connection to the API is reset after the request. */
import { withFault } from '../http/connection-faults.ts'
import type { Scenario } from './scenario.ts'

export const apiConnectionReset: Scenario = {
  name: 'api-connection-reset',
  group: 'API: slow, reset or hanging',
  shows: 'api answer',
  gets: 'No answer: the connection is reset',
  happens: 'A firewall or load balancer drops the connection.',
  goodClient:
    'Cannot know whether the API processed the request: retries only idempotent requests, with a new proof, then reports the failure.',
  act: { at: 'api answer', answer: () => withFault(Response.error(), { kind: 'reset' }) },
}
