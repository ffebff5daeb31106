/** The token endpoint is asked by POST. */
import { broken, passed, type Rule } from '../rule.ts'

export const methodPost: Rule = {
  id: 'method-post',
  demands: 'The token endpoint is asked by POST',
  source: { cite: 'UP:feilmeldinger; Duende TokenEndpoint' },
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
          mend: 'Send the request with the method POST',
          value: 'POST',
        }),
  examples: { passing: [{}], failing: [{ method: 'GET' }, { method: 'PUT' }] },
}
