/** The token endpoint is called with POST. */
import { broken, passed, type Rule } from '../rule.ts'
import { sourceOf } from '../sources.ts'

export const methodPost: Rule = {
  id: 'method-post',
  requires: 'The token request uses the method POST',
  source: sourceOf('UP:feilmeldinger; Duende TokenEndpoint'),
  status: 'confirmed',
  at: 'method',
  needs: [],
  answer: { to: 'body', error: 'invalid_request' },
  check: ({ request }) =>
    // Duende ignores the case (`HttpMethods.IsPost`).
    request.method.toUpperCase() === 'POST'
      ? passed()
      : broken({
          expected: 'POST',
          seen: request.method,
          fix: 'Send the token request with POST',
          value: 'POST',
        }),
  examples: { passing: [{}], failing: [{ method: 'GET' }, { method: 'PUT' }] },
}
