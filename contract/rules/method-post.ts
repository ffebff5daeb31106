/** The token endpoint is asked by POST. */
import { broken, passed, type Rule } from '../rule.ts'
import { sourceOf } from '../sources.ts'

export const methodPost: Rule = {
  id: 'method-post',
  requires: 'The token endpoint is asked by POST',
  source: sourceOf('UP:feilmeldinger; Duende TokenEndpoint'),
  status: 'confirmed',
  at: 'method',
  needs: [],
  answer: { to: 'body', error: 'invalid_request' },
  check: ({ request }) =>
    request.method === 'POST'
      ? passed()
      : broken({
          expected: 'POST',
          seen: request.method,
          fix: 'Send the request with the method POST',
          value: 'POST',
        }),
  examples: { passing: [{}], failing: [{ method: 'GET' }, { method: 'PUT' }] },
}
