/** The JWKS endpoint answers with an HTML page. */
import type { Scenario } from './scenario.ts'

export const jwksHtml: Scenario = {
  name: 'jwks-html',
  group: 'keys and metadata: JWKS unreachable, empty, HTML, slow',
  shows: 'jwks',
  gets: '200 with an HTML page',
  happens: 'A firewall or a login page intercepts the request.',
  goodClient: 'Continues with its cached copy and retries later.',
  cases: ['D29'],
  act: { at: 'jwks', answer: () => new Response('<html></html>', { headers: { 'Content-Type': 'text/html' } }) },
}
