/** The JWKS is a web page. */
import type { Scenario } from './scenario.ts'

export const jwksHtml: Scenario = {
  name: 'jwks-html',
  group: 'keys and metadata: JWKS unreachable, empty, HTML, slow',
  shows: 'jwks',
  happens: 'A firewall or a login page stands in the way.',
  goodClient: 'It goes on with what it has kept, and tries again later.',
  cases: ['D29'],
  act: { at: 'jwks', answer: () => new Response('<html></html>', { headers: { 'Content-Type': 'text/html' } }) },
}
