/** The request is a form. */
import { broken, format, passed, type Rule } from '../rule.ts'
import { sourceOf } from '../sources.ts'

export const formEncoded: Rule = {
  id: 'form-encoded',
  requires: 'The body is application/x-www-form-urlencoded',
  source: sourceOf('UP:feilmeldinger; Duende TokenEndpoint; RFC 6749 4.4.2'),
  status: 'confirmed',
  at: 'headers.content-type',
  needs: [],
  answer: { to: 'body', error: 'invalid_request' },
  check: ({ request }) =>
    request.mediaType === 'application/x-www-form-urlencoded'
      ? passed()
      : broken({
          expected: 'Content-Type: application/x-www-form-urlencoded',
          seen: format(request.mediaType),
          fix: 'Send the parameters as a form, with `Content-Type: application/x-www-form-urlencoded`',
          value: 'application/x-www-form-urlencoded',
        }),
  examples: {
    passing: [{}, { contentType: 'application/x-www-form-urlencoded; charset=utf-8' }],
    failing: [
      { contentType: 'application/json', body: '{"grant_type":"client_credentials"}' },
      { contentType: 'multipart/form-data; boundary=x' },
      { contentType: null },
    ],
  },
}
