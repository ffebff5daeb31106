/** `client_assertion_type` identifies the assertion as a JWT. */
import { clientAssertionType } from '../errors.ts'
import { broken, format, passed, type Rule } from '../rule.ts'
import { sourceOf } from '../sources.ts'

export const assertionType: Rule = {
  id: 'assertion-type',
  requires: '`client_assertion_type` is the URN for JWT assertions',
  source: sourceOf('UP:token-endepunktet; RFC 7523 2.2'),
  status: 'likely',
  at: 'form.client_assertion_type',
  needs: ['assertion-present'],
  answer: { to: 'body', error: 'invalid_client' },
  check: ({ assertion }) =>
    assertion?.type === clientAssertionType
      ? passed()
      : broken({
          expected: clientAssertionType,
          seen: format(assertion?.type),
          fix: `Send \`client_assertion_type=${clientAssertionType}\``,
          value: clientAssertionType,
        }),
  examples: {
    passing: [{}],
    failing: [
      { form: { client_assertion_type: null } },
      { form: { client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:saml2-bearer' } },
    ],
  },
}
