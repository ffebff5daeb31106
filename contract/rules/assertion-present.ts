/** The request carries a client assertion. */
import { broken, notEvaluated, passed, type Rule } from '../rule.ts'
import { sourceOf } from '../sources.ts'

export const assertionPresent: Rule = {
  id: 'assertion-present',
  requires: 'The request carries a client assertion',
  source: sourceOf('UP:token-endepunktet; Duende PostBodySecretParser, ClientSecretValidator'),
  status: 'likely',
  at: 'form.client_assertion',
  needs: ['body-readable'],
  answer: { to: 'body', error: 'invalid_client' },
  check: ({ assertion, credential }) => {
    if (assertion !== undefined) return passed()
    if (credential.kind !== 'client-id-only')
      return notEvaluated(
        credential.kind === 'none' ? 'the request has no credential' : 'the client authenticates with a secret',
      )
    return broken({
      expected: 'a signed JWT in the field `client_assertion`',
      seen: 'a `client_id` without a client assertion',
      fix: 'Sign a client assertion with the client’s private key and send it as `client_assertion`',
    })
  },
  examples: { passing: [{}], failing: [{ form: { client_assertion: null, client_assertion_type: null } }] },
}
