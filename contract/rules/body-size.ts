/** The form is of a reasonable size. */
import { limits } from '../limits.ts'
import { broken, passed, type Rule } from '../rule.ts'
import { sourceOf } from '../sources.ts'

export const bodySize: Rule = {
  id: 'body-size',
  requires: `The body has at most ${limits.bodyBytes} bytes`,
  source: sourceOf('the twin’s own limit'),
  status: 'unknown',
  at: 'body',
  needs: ['body-readable'],
  answer: { to: 'body', error: 'invalid_request' },
  check: ({ request }) =>
    request.bodyBytes <= limits.bodyBytes
      ? passed()
      : broken({
          expected: `at most ${limits.bodyBytes} bytes`,
          seen: `${request.bodyBytes} bytes`,
          fix: 'Send only the parameters of a token request',
        }),
  examples: { passing: [{}], failing: [{ form: { filler: { $text: ['x', 65_536] } } }] },
}
