/** The form is small enough to be parsed. */
import { limits } from '../limits.ts'
import { broken, passed, type Rule } from '../rule.ts'
import { sourceOf } from '../sources.ts'

export const bodyReadable: Rule = {
  id: 'body-readable',
  requires: 'The form is small enough to be parsed',
  source: sourceOf('ASP.NET FormOptions.ValueLengthLimit, ValueCountLimit and KeyLengthLimit; Duende TokenEndpoint'),
  status: 'likely',
  at: 'body',
  needs: ['form-encoded'],
  answer: { to: 'body', error: 'invalid_request' },
  check: ({ request }) =>
    request.form !== undefined
      ? passed()
      : broken({
          expected: `at most ${limits.bodyBytesRead} bytes and 1,024 fields, whose names have at most 2,048 characters`,
          seen: request.unreadable ?? `more than ${request.bodyBytes} bytes`,
          fix: 'Send only the parameters of a token request: a client assertion has about 1,000 characters',
        }),
  examples: {
    passing: [{}],
    failing: [{ form: { filler: { $text: ['x', 4_194_304] } } }, { form: { filler: { $repeat: ['x', 1024] } } }],
  },
}
