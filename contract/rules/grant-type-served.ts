/** The twin supports the grant type. */
import { field } from '../facts.ts'
import { broken, format, passed, type Rule } from '../rule.ts'
import { sourceOf } from '../sources.ts'

export const grantTypeServed: Rule = {
  id: 'grant-type-served',
  requires: 'The grant type is client_credentials, the only one that the twin supports',
  source: sourceOf('the twin’s own limit; HelseID supports more grant types'),
  status: 'unknown',
  at: 'form.grant_type',
  needs: ['grant-type-allowed'],
  answer: { to: 'body', error: 'unsupported_grant_type' },
  check: (facts) => {
    const grant = field(facts, 'grant_type')
    return grant === 'client_credentials'
      ? passed()
      : broken({
          expected: 'client_credentials',
          seen: format(grant),
          fix: 'HelseID has this grant, the twin does not yet: it serves only client_credentials',
          value: facts.client?.grantTypes.includes('client_credentials') ? 'client_credentials' : undefined,
        })
  },
  examples: {
    passing: [{}],
    failing: [
      {
        client: { grantTypes: ['client_credentials', 'authorization_code'] },
        form: { grant_type: 'authorization_code' },
      },
    ],
  },
}
