/** The request names a grant type. */
import { field } from '../facts.ts'
import { broken, passed, type Rule } from '../rule.ts'
import { sourceOf } from '../sources.ts'

export const grantTypePresent: Rule = {
  id: 'grant-type-present',
  requires: 'The form has a `grant_type`',
  source: sourceOf('UP:feilmeldinger; Duende TokenRequestValidator'),
  status: 'confirmed',
  at: 'form.grant_type',
  needs: ['body-readable'],
  answer: { to: 'body', error: 'unsupported_grant_type' },
  check: (facts) =>
    field(facts, 'grant_type') !== undefined
      ? passed()
      : broken({
          expected: 'client_credentials',
          seen: 'nothing',
          fix: 'Send `grant_type=client_credentials`',
          value: 'client_credentials',
        }),
  examples: { passing: [{}], failing: [{ form: { grant_type: null } }, { form: { grant_type: '' } }] },
}
