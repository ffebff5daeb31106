/** The request has a credential, or at least a client id. */
import { clientAssertionType } from '../errors.ts'
import { broken, passed, type Rule } from '../rule.ts'
import { sourceOf } from '../sources.ts'

export const credentialsPresent: Rule = {
  id: 'credentials-present',
  requires: 'The request identifies the client',
  source: sourceOf('Duende SecretParser, ClientSecretValidator; UP:token-endepunktet'),
  status: 'likely',
  at: 'form.client_id',
  needs: ['body-readable'],
  answer: { to: 'body', error: 'invalid_request' },
  check: ({ credential, assertion }) =>
    credential.kind !== 'none'
      ? passed()
      : broken({
          expected: '`client_id`, `client_assertion` and `client_assertion_type`',
          seen: assertion === undefined ? 'none of them' : 'an unusable assertion, and no `client_id`',
          fix: `Send \`client_id\`, a signed \`client_assertion\` and \`client_assertion_type=${clientAssertionType}\``,
        }),
  examples: {
    passing: [{}],
    failing: [
      { form: { client_id: null, client_assertion: null, client_assertion_type: null } },
      { form: { client_id: null }, assertion: { raw: 'no.jwt' } },
    ],
  },
}
