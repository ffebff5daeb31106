/** The twin serves the grant. */
import { field } from '../facts.ts'
import { broken, format, passed, type Rule } from '../rule.ts'
import { sourceOf } from '../sources.ts'

export const grantTypeServed: Rule = {
  id: 'grant-type-served',
  requires: 'The twin serves machines: the grant is client_credentials',
  source: sourceOf('the twin’s own bound; HelseID serves more'),
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
          fix: 'HelseID would go on here; this twin serves client_credentials only',
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
