/** The connection to the API is reset after the request. */
import { withFault } from '../http/connection-faults.ts'
import type { Scenario } from './scenario.ts'

export const apiConnectionReset: Scenario = {
  name: 'api-connection-reset',
  group: 'API: slow, reset or hanging',
  shows: 'api answer',
  happens: 'A firewall or load balancer drops the connection.',
  goodClient:
    'It does not know whether the API has acted: it tries again only what may be done twice, with a new proof, and reports the failure in the end.',
  act: { at: 'api answer', answer: () => withFault(Response.error(), { kind: 'reset' }) },
}
